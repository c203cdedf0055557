import t from 'tap'
import { compile, loadGrammar } from '../../../../../deploy/local/gateway/expressions/index.ts'
import { contextOf, type Fixture } from './fixtures.ts'
import { thrownBy } from './thrown-by.ts'

await loadGrammar()

const empty: Fixture = {
  Request: { Headers: {}, Body: null },
  Response: null,
  Variables: {},
  LastError: null
}
const run = (source: string) => compile(source, { file: 'x.xml', line: 1, column: 1 })(contextOf(empty))

const endless: Record<string, string> = {
  'a loop without end': '@{ while (true) { } }',
  'a for without end': '@{ for (;;) { var x = 1; } }',
  'recursion without end': '@{ Func<int, int> f = null; f = n => f(n + 1); return f(0); }',
  'a sequence too long to count': '@(Enumerable.Range(0, 2000000000).Count())',
  'a sequence too long to filter': '@(Enumerable.Range(0, 2000000000).Where(x => x < 0).Any())',
  'a text that doubles': '@{ var s = "x"; while (true) { s = s + s; } }',
  'a builder that grows': '@{ var b = new StringBuilder("x"); while (true) { b.Append(b.ToString()); } }',
  'a long text at once': "@(new string('x', 2000000000))",
  'a wide padding': '@("x".PadLeft(2000000000))',
  'a wide format': '@(string.Format("{0,2000000000}", 1))',
  'a large array': '@(new byte[2000000000])',
  'a list that grows': '@{ var l = new List<int>(); while (true) { l.Add(1); } }',
  'replacements that grow':
    '@{ var s = "ab"; for (var i = 0; i < 40; i++) { s = s.Replace("a", "aa").Replace("b", "bb"); } return s; }',
  'nested sequences':
    '@(Enumerable.Range(0, 100000).SelectMany(x => Enumerable.Range(0, 100000)).Sum(x => (long)x))',
  'a caught loop': '@{ try { while (true) { } } catch (Exception) { return 1; } }',
  'a loop caught without a type': '@{ while (true) { try { while (true) { } } catch { } } }'
}

for (const [what, source] of Object.entries(endless)) {
  t.test(`${what} ends in an exception`, async (t) => {
    t.equal(
      thrownBy(() => run(source)),
      'ExpressionLimitExceeded'
    )
  })
}

t.test('a bound is for one evaluation, not for all', async (t) => {
  const busy = compile('@{ var n = 0; for (var i = 0; i < 50000; i++) { n += i % 7; } return n; }', {
    file: 'x',
    line: 1,
    column: 1
  })
  for (let at = 0; at < 10; at++) t.type(busy(contextOf(empty)), 'object')
})
