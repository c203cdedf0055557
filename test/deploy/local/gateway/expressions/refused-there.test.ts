import t from 'tap'
import {
  compile,
  ExpressionError,
  loadGrammar
} from '../../../../../deploy/local/gateway/expressions/index.ts'

// What Roslyn refuses in C# 7.3, and what API Management's list of allowed types does not contain.

const refusedByCSharp = [
  '@{ switch ("x") { case string s: return s; case "x": return 1; } return 2; }',
  '@{ return G(1, c: 5); int G(int a, int b = 7, params int[] r) { return a + b; } }',
  '@{ break; return 1; }',
  '@{ foreach (var x in new[]{1}) { x = 2; } return 1; }',
  '@{ foreach (var x in new[]{1}) { x++; } return 1; }',
  '@{ const string s = "a"; s += "b"; return s; }',
  '@{ int i; return i; }',
  '@{ int i; if (context.Tracing) i = 1; return i; }',
  '@{ string s; switch (3) { case 1: s = "a"; break; } return s; }',
  '@{ int i; try { i = 1; } catch { } return i; }',
  '@{ int i; while (context.Tracing) { i = 3; break; } return i; }',
  '@{ int i; foreach (var x in new[] { 1 }) { i = x; } return i; }',
  '@{ object o = 5; if (o is int i || context.Tracing) return i; return 0; }',
  '@{ int n; if (context.Tracing || int.TryParse("5", out n)) return n; return 1; }',
  '@{ int n; n += 1; return n; }',
  '@{ int n; n++; return n; }',
  '@{ int n; Func<int> f = () => n; n = 1; return f(); }',
  '@{ int n; Action a = () => { n = 1; }; a(); return n; }',
  '@{ string s; var r = context.Tracing ? (s = "x") : "y"; return s; }',
  '@{ { int i; i = 1; } { int i; return i; } }',
  '@{ DateTime d; return d.Year; }',
  '@{ int i; throw new Exception(i.ToString()); }',
  '@{ int? n; return n.HasValue; }',
  '@{ const int i; return i; }',
  '@{ const string s = context.Request.Method; return s; }',
  '@{ const int n = 5; n++; return n; }',
  '@{ using (var h = SHA256.Create()) { h = null; return 1; } }',
  '@{ continue; return 1; }',
  '@{ for (;;) { Action a = () => { break; }; return 1; } }',
  '@{ while (true) { try { return 1; } finally { break; } } }',
  '@{ switch (1) { case 1: continue; } return 1; }',
  '@{ try { return int.Parse("x"); } catch { return 1; } catch (Exception) { return 2; } }',
  '@{ goto nowhere; return 1; }',
  '@{ var a = { 1, 2 }; return 1; }',
  '@{ int x = 1; { int x = 2; } return x; }',
  '@{ int F(int a) { return a; } int F(string s) { return 1; } return F(1); }',
  '@{ int F(int a) { } return F(1); }',
  '@{ void F() { return 1; } F(); return 1; }',
  '@(new List<string> { "b", "a" }.OrderBy(s => s).ToList()[0] + new List<int> { 1 }.Select(Convert.ToString).First())',
  '@(new[] { 1, 2 }.ToList().ConvertAll(x => x * 2).Sum() + new List<int> { 1, 2 }.FindAll(x => x > 1).Count + new List<int> { 1, 2 }.TrueForAll(x => x > 0))',
  '@(double.Parse("1,2,3.4") + decimal.Parse("1,000.50"))'
]

const notOnTheList = [
  '@{ DayOfWeek d = new DateTime(2026, 1, 2).DayOfWeek; return d + " " + (int)d; }',
  '@(Regex.Matches("a1b2c3", @"\\d").Count)',
  '@(Regex.Escape("a.b*c[d]"))',
  '@(string.Join(";", new[] { "apple", "avocado", "bean" }.GroupBy(s => s[0]).Select(g => g.Key + ":" + g.Count())))',
  '@{ object o = DayOfWeek.Friday; return (DayOfWeek)o == DayOfWeek.Friday; }',
  '@(new[] { 1, 2, 3, 4 }.GroupBy(x => x % 2 == 0 ? "even" : "odd").ToDictionary(g => g.Key, g => g.Sum())["even"])',
  '@(new DateTime(2026, 1, 2) > new DateTime(2026, 1, 1) ? new DateTime(2026, 1, 2).CompareTo(new DateTime(2026, 1, 3)) : 0)',
  '@(JsonConvert.SerializeObject(new object[] { 1, 1.0, 1.5f, 1m, "s", \'c\', true, null, 5L, DayOfWeek.Friday }))',
  '@{ Uri u; return Uri.TryCreate("relative", UriKind.Absolute, out u) + ":" + Uri.TryCreate("https://x/y", UriKind.Absolute, out u) + u.Host; }',
  '@(new Exception("a", new FormatException("b")).InnerException.Message)',
  '@{ switch (DayOfWeek.Monday) { case DayOfWeek.Sunday: return 0; case DayOfWeek.Monday: return 1; } return 2; }',
  '@{ try { return int.Parse("x"); } catch (FormatException) { return -1; } }',
  '@{ throw new ArgumentNullException("p"); }',
  '@(DateTime.ParseExact("2026", "yyyy", null))',
  '@(new DateTime(2026, 1, 2).Equals(new DateTime(2026, 1, 2)))',
  '@(int.Parse("5", System.Globalization.CultureInfo.InvariantCulture))',
  '@(int.Parse("5", System.Globalization.NumberStyles.Any))',
  '@(new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Local))',
  '@(Regex.Match("a", "a").NextMatch().Success)',
  '@(Regex.Match("a", "a").ToString())',
  '@("a".GetType().Name)',
  '@(new Exception("x").GetType().FullName)',
  '@(new[] { "a" }.ToLookup(s => s)["a"].Count())'
]

await loadGrammar()

t.test('what C# refuses is refused when it is loaded', async (t) => {
  for (const source of refusedByCSharp) t.equal(refusal(source), 'EXPRESSION_REFUSED', source)
})

t.test(
  'a type or member that is not on the list of allowed types is refused when it is loaded',
  async (t) => {
    for (const source of notOnTheList) t.equal(refusal(source), 'EXPRESSION_REFUSED', source)
  }
)

function refusal(source: string): string {
  try {
    compile(source, { file: 'table', line: 1, column: 1 })
    return 'accepted'
  } catch (error) {
    return error instanceof ExpressionError ? error.code : String(error)
  }
}
