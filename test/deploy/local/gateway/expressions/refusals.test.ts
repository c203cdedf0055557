import t from 'tap'
import {
  compile,
  ExpressionError,
  loadGrammar
} from '../../../../../deploy/local/gateway/expressions/index.ts'
import { refused } from './refused.ts'

await loadGrammar()

// What C# accepts or not, and this interpreter never does.
const otherWays = [
  '@("x") ',
  '@(JObject.Load(null))',
  '@((dynamic)1)',
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

for (const [what, sources] of Object.entries({ ...refused, 'other ways to leave the language': otherWays })) {
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
