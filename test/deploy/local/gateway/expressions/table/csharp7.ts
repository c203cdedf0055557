/** What mono's compiler lacks of C# 7.3: local functions, patterns and some folding of constants. Only Roslyn answers these. */
export const csharp7: string[] = [
  '@(unchecked((int)1e10) + "," + unchecked((byte)-1.5) + "," + unchecked((int)double.NaN))',
  '@((string)null is null)',
  '@{ int n = 5; return n is 5; }',
  '@{ object o = 5; switch (o) { case string s: return s; case int i when i > 5: return i; case 5: return "five"; case var x: return x; } }',
  '@{ int x = 2; switch (x) { case 1: case 2: return "a"; case var y when y > 3: return y; default: return 0; } }',
  '@{ object o = null; return (o is null) + "," + (5 is int) + (context.Variables["number"] is int n ? n : 0); }',
  '@{ int F(int n) => n < 2 ? 1 : n * F(n - 1); return F(5) + string.Join(",", new[] {1,2,3}.Select(F)); }',
  '@{ int G(int a, int b = 7, int c = 0) { return a + b + c; } return G(1, c: 5); }',
  '@{ bool T(string s, out int n) { n = s.Length; return n > 2; } int k; return T("abc", out k) + ":" + k + T("a", out var z) + z; }',
  '@{ int Outer(int n) { int Inner(int m) => m + n; return Inner(n); } return Outer(4); }',
  '@{ object o = "s"; return o == "s"; }',
  '@{ int n; int F() => 5; n = F(); return n; }',
  '@{ void F() => context.Trace("x"); F(); return 1; }',
  '@{ string F(string s = "d") => s; return F() + F("e"); }',
  '@{ Func<int, int> g = F; int F(int n) => n + 1; return g(1) + new[] { 1, 2 }.Select(F).Sum(); }',
  '@{ bool Even(int n) => n == 0 || Odd(n - 1); bool Odd(int n) => n != 0 && Even(n - 1); return Even(10); }',
  '@{ int i = 0; void Inc() { i++; } Inc(); Inc(); return i; }',
  '@{ (string, int) F() => ("a", 1); var t = F(); return t.Item1 + t.Item2; }',
  '@{ (int, string) F(int n) => (n, "s" + n); var r = F(3); return r.Item2; }'
]
