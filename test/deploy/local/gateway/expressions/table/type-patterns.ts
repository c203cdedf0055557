export const typePatterns = [
  '@{ var i = 0; again: i++; if (i < 5) goto again; return i; }',
  '@{ try { return 1; } catch (Exception) { } catch { } return 2;}',
  '@(context.Variables["challenge"] == "Bearer")',
  '@{ object o = new string(\'s\', 1); return o == "s"; }',
  '@{ object o = "a" + context.Request.Method; return o == "aPOST"; }',
  '@((object)"x" == "x")',
  '@((object)"" == string.Empty)',
  '@(context.Variables["nothing"] == "x")',
  '@(context.Variables["nothing"] != (string)null)',
  '@{ object o = "abc".Substring(0, 0); return o == ""; }',
  '@{ object o = context.Tracing ? "a" : "b"; return o == "b"; }'
]
