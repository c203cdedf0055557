import t from 'tap'
import { compile, display, loadGrammar } from '../../../../../deploy/local/gateway/expressions/index.ts'
import { describe } from './describe.ts'
import { contextOf, fixtures } from './fixtures.ts'

// The compiler of `npm run oracle` lacks these parts of C# 7.3: local functions, patterns and some folding of constants.
// The answers are Roslyn's.

const rows: [source: string, type: string, value: string][] = [
  [
    '@(unchecked((int)1e10) + "," + unchecked((byte)-1.5) + "," + unchecked((int)double.NaN))',
    'System.String',
    '0,0,0'
  ],
  ['@((string)null is null)', 'System.Boolean', 'True'],
  ['@{ int n = 5; return n is 5; }', 'System.Boolean', 'True'],
  [
    '@{ object o = 5; switch (o) { case string s: return s; case int i when i > 5: return i; case 5: return "five"; case var x: return x; } }',
    'System.String',
    'five'
  ],
  [
    '@{ int x = 2; switch (x) { case 1: case 2: return "a"; case var y when y > 3: return y; default: return 0; } }',
    'System.String',
    'a'
  ],
  [
    '@{ object o = null; return (o is null) + "," + (5 is int) + (context.Variables["number"] is int n ? n : 0); }',
    'System.String',
    'True,True42'
  ],
  [
    '@{ int F(int n) => n < 2 ? 1 : n * F(n - 1); return F(5) + string.Join(",", new[] {1,2,3}.Select(F)); }',
    'System.String',
    '1201,2,6'
  ],
  ['@{ int G(int a, int b = 7, int c = 0) { return a + b + c; } return G(1, c: 5); }', 'System.Int32', '13'],
  [
    '@{ bool T(string s, out int n) { n = s.Length; return n > 2; } int k; return T("abc", out k) + ":" + k + T("a", out var z) + z; }',
    'System.String',
    'True:3False1'
  ],
  [
    '@{ int Outer(int n) { int Inner(int m) => m + n; return Inner(n); } return Outer(4); }',
    'System.Int32',
    '8'
  ],
  ['@{ object o = "s"; return o == "s"; }', 'System.Boolean', 'True'],
  ['@{ int n; int F() => 5; n = F(); return n; }', 'System.Int32', '5'],
  ['@{ void F() => context.Trace("x"); F(); return 1; }', 'System.Int32', '1'],
  ['@{ string F(string s = "d") => s; return F() + F("e"); }', 'System.String', 'de'],
  [
    '@{ Func<int, int> g = F; int F(int n) => n + 1; return g(1) + new[] { 1, 2 }.Select(F).Sum(); }',
    'System.Int32',
    '7'
  ],
  [
    '@{ bool Even(int n) => n == 0 || Odd(n - 1); bool Odd(int n) => n != 0 && Even(n - 1); return Even(10); }',
    'System.Boolean',
    'True'
  ],
  ['@{ int i = 0; void Inc() { i++; } Inc(); Inc(); return i; }', 'System.Int32', '2'],
  ['@{ (string, int) F() => ("a", 1); var t = F(); return t.Item1 + t.Item2; }', 'System.String', 'a1'],
  ['@{ (int, string) F(int n) => (n, "s" + n); var r = F(3); return r.Item2; }', 'System.String', 's3']
]

await loadGrammar()

t.test('the interpreter agrees with Roslyn where the compiler of the oracle has no answer', async (t) => {
  for (const [source, type, value] of rows) t.same(evaluate(source), { type, value }, source)
})

function evaluate(source: string): unknown {
  const { call } = fixtures
  if (call === undefined) throw new Error('no fixture call')
  return describe(compile(source, { file: 'table', line: 1, column: 1 })(contextOf(call)), display)
}
