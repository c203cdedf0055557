import t from 'tap'
import {
  compile,
  ExpressionError,
  loadGrammar
} from '../../../../../deploy/local/gateway/expressions/index.ts'

await loadGrammar()

const refused: Record<string, string[]> = {
  'types that policies may not use': [
    '@(System.IO.File.ReadAllText("/etc/passwd"))',
    '@(Environment.GetEnvironmentVariable("X"))',
    '@(new System.Net.Http.HttpClient())',
    '@(System.Text.Json.JsonSerializer.Serialize(1))',
    '@(typeof(string).Assembly)',
    '@((dynamic)1)',
    '@{ Stopwatch w = null; return w; }',
    '@{ Task t = null; return t; }'
  ],
  'members that policies may not use': [
    '@(DateTime.UtcNow.ToUniversalTime())',
    '@(DateTime.UtcNow.Kind)',
    '@(context.Request.Boddy)',
    '@(context.Secrets)',
    '@(context.Variables["a"].Length)',
    '@(context.Variables.Add("a", 1))',
    '@(JObject.Load(null))',
    '@("a".constructor)',
    '@("a".toString())',
    '@("a".__proto__)',
    '@(StringComparison.constructor)',
    '@(StringComparison.toString)',
    '@((constructor)1)',
    '@(new __proto__())',
    '@(constructor)',
    '@(new Dictionary<string, int>().entries)',
    '@(Math.Foo(1))'
  ],
  'C# 8 and later': [
    '@(context.Request.Method switch { "GET" => 1, _ => 2 })',
    '@("abc"[1..])',
    '@("abc"[^1])',
    '@{ string s = null; s ??= "x"; return s; }',
    '@{ List<int> l = new(); return l; }',
    '@{ using var sha = SHA256.Create(); return 1; }',
    '@("""raw""")',
    '@(1 is > 0)',
    '@(-8 >>> 1)',
    '@{ var f = int () => 1; return f(); }',
    '@{ Func<int> f = int () => 1; return f(); }',
    '@{ foreach (b in new[] { 1 }) { } return 1; }',
    '@(1 is not 2)',
    '@{ string? s = null; return s; }',
    '@(context.Request!.Method)',
    '@(new { a = 1 } with { a = 2 })'
  ],
  'what C# refuses too': [
    '@(1 + undefinedName)',
    '@("a" - 1)',
    '@(1 == "1")',
    '@(1 ? 2 : 3)',
    '@(true ? 1 : "x")',
    '@(null ?? null)',
    '@("a" < "b")',
    '@("abc".Substring("1"))',
    '@("abc".Substring())',
    '@(int.Parse(5))',
    '@((int)"5")',
    '@(1 / 0)',
    '@(int.MaxValue + 1)',
    '@((byte)300)',
    '@(2147483648 * 2147483648 * 4)',
    '@{ var x = null; return x; }',
    '@{ var x = 1; var x = 2; return x; }',
    '@{ var x = 1; { var x = 2; } return x; }',
    '@{ int x = "a"; return x; }',
    '@{ byte b = 300; return b; }',
    '@{ byte b = 1; b = b + 1; return b; }',
    '@{ if (true) { return 1; } }',
    '@{ while (context.Tracing) { return 1; } }',
    '@{ 1 + 1; return 2; }',
    '@{ switch (1) { case 1: var a = 1; case 2: return 2; } return 3; }',
    '@{ switch (1) { case 1: return 1; case 1: return 2; } return 3; }',
    '@{ context.Request = null; return 1; }',
    '@{ "a".Length = 2; return 1; }',
    '@{ context.Variables["a"] = 1; return 1; }',
    '@(new JObject().Select(x => 1).Count())',
    '@(new[] { 1, "a" })',
    '@(new[] { 1 }.Select(x => x.Length))',
    '@(new[] { 1 }.Where(x => x))',
    '@(x => x)',
    '@(string)',
    '@(context.Trace("x"))',
    '@("a".Length())',
    '@("a".Trim)',
    '@((JObject).Parse("[]"))',
    '@(nameof(Nothing))',
    '@(Uri.new("https://x"))',
    '@{ try { return 1; } }',
    '@{ var n = 1; +n++; return n; }',
    '@{ object o = 1; return (int)o = 2; }',
    '@(new[] { new { a = 1 }, new { b = 1 } })',
    '@($"a}b")'
  ],
  'a text that is not one expression': [
    'Bearer @("x")',
    '@("x") ',
    '@("x") and @("y")',
    '@("x"',
    '@{ return 1; ',
    '@(1); System.Exit(',
    '@(1) + (2)',
    '@{ return 1; } }',
    '@{ return 1; } object F() { return 2; }',
    '@()',
    '@{}',
    '@(1 +)',
    '@("a" "b")',
    'plain text',
    '@{ return "a }'
  ],
  'other ways to leave the language': [
    `@(${'('.repeat(5000)}1${')'.repeat(5000)})`,
    `@(1${' + 1'.repeat(20000)})`,
    '@(await context.Request.Body.As<string>())',
    '@{ lock (context) { return 1; } }',
    '@{ unsafe { return 1; } }',
    '@{ yield return 1; }',
    '@(from x in new[] { 1 } select x)',
    '@{ foreach (var (a, b) in new[] { (1, 2) }) { } return 1; }',
    '@(Regex.IsMatch("a", "(?(a)b|c)"))',
    '@(Regex.IsMatch("a", "(?<a-b>a)"))',
    '@(Regex.IsMatch("a", "("))',
    '@(Regex.IsMatch("a", "a)"))',
    '@(Regex.IsMatch("a", "a*+"))',
    '@(Regex.IsMatch("a", "a{2,1}"))',
    '@(Regex.IsMatch("a", "*a"))',
    '@(Regex.IsMatch("a", "[b-a]"))',
    '@(Regex.IsMatch("a", "[a"))',
    '@(Regex.IsMatch("a", @"\\y"))',
    '@(Regex.IsMatch("a", @"\\1"))',
    '@(Regex.IsMatch("a", @"\\p{IsGreek}"))',
    '@(Regex.IsMatch("a", "(?:(?:a|b){1000}){1000}"))',
    '@(new Regex(@"(?<x>a)\\k<y>").IsMatch("a"))'
  ]
}

for (const [what, sources] of Object.entries(refused)) {
  t.test(`refuses ${what} when it is loaded`, async (t) => {
    for (const source of sources)
      t.match(
        refusalOf(source, { file: 'api.xml', line: 1, column: 1 }),
        { code: 'EXPRESSION_REFUSED', hint: /./ },
        source
      )
  })
}

t.test('a refusal names file, line, column and what to write instead', async (t) => {
  const source = '@{\n  var a = 1;\n  return context.Reqest.Method;\n}'
  const refusal = refusalOf(source, { file: 'fragments/x.xml', line: 10, column: 30 })
  t.match(refusal.place, { file: 'fragments/x.xml', line: 12, column: 18 })
  t.match(refusal.message, /^fragments\/x\.xml:12:18: .*Reqest/)
  t.match(refusal.hint, /Request/)
  t.match(refusalOf('@("é😀" + nope)', { file: 'a.xml', line: 3, column: 5 }).place, { line: 3, column: 15 })
  t.match(refusalOf('@(1 switch { _ => 2 })', { file: 'a.xml', line: 1, column: 1 }).hint, /switch statement/)
})

function refusalOf(source: string, where: { file: string; line: number; column: number }): ExpressionError {
  try {
    compile(source, where)
  } catch (error) {
    if (error instanceof ExpressionError) return error
    throw error
  }
  throw new Error('it was not refused')
}
