import t from 'tap'
import { compile, loadGrammar, toHost } from '../../../../../deploy/local/gateway/expressions/index.ts'
import { contextOf } from './fixtures.ts'
import { thrownBy } from './thrown-by.ts'

await loadGrammar()

const long = 20_000
const a = `new string('a', ${long})`

/** Patterns that take exponential or polynomial time if an engine tries each way to match, each with its answer. */
const treacherous: Record<string, [expression: string, answer: unknown]> = {
  'a repeated repetition': [`Regex.IsMatch(${a} + "!", "^(a+)+$")`, false],
  'a repeated repetition without anchors': [`Regex.IsMatch(${a} + "!", "(a+)+b")`, false],
  'nested repetitions': [`Regex.IsMatch(${a} + "!", "^((a*)*)*$")`, false],
  'lazy nested repetitions': [`Regex.IsMatch(${a} + "!", "^(a+?)+?$")`, false],
  'equal alternatives': [`Regex.IsMatch(${a} + "!", "^(a|a)*$")`, false],
  'overlapping alternatives': [`Regex.IsMatch(${a} + "!", "^(a|aa|aaa)*$")`, false],
  'overlapping classes': [String.raw`Regex.IsMatch(${a} + "!", @"^(\w|[a-z]|\p{L})*$")`, false],
  'an optional repetition': [`Regex.IsMatch(${a} + "!", "^(a?)*$")`, false],
  'a counted repetition': [`Regex.IsMatch(${a} + "!", "^(a{1,3})*$")`, false],
  'many repetitions in a row': [`Regex.IsMatch(${a}, "a*a*a*a*a*b")`, false],
  'spaces twice': [String.raw`Regex.IsMatch(new string(' ', ${long}), @"\s*\s*x")`, false],
  'spaces that are not at the end': [
    String.raw`Regex.Replace(new string(' ', ${long}) + "x", @"\s+$", "").Length`,
    long + 1
  ],
  'two wildcards': [`Regex.IsMatch(${a}, ".*.*=.*")`, false],
  'lazy wildcards': [`Regex.IsMatch(${a}, "^(.*?,){9}x")`, false],
  'optional characters before the same characters': [
    `Regex.IsMatch(new string('a', 30), "^(a?){30}a{31}$")`,
    false
  ],
  'nested repetitions that match': [`Regex.IsMatch(${a} + "b", "^((a+)+|(a|aa)*)+b$")`, true],
  'a host name': [String.raw`Regex.IsMatch(${a} + "!", @"^([\w-]+\.?)+$")`, false],
  'many matches, each of which scans far': [`Regex.Matches(${a}, "a*b|a").Cast<Match>().Count()`, long],
  'a captured group': [`Regex.Match(${a} + "b", "^(?:(a+)+|x)b").Groups[1].Length`, long]
}

/** Patterns that no engine can run fast in every case: a backreference, a lookaround in a loop. */
const undecided: Record<string, string> = {
  'a backreference behind nested repetitions': String.raw`Regex.IsMatch(new string('a', 40) + "!", @"^(a+)+\1$")`,
  'overlapping alternatives before a backreference': String.raw`Regex.IsMatch(new string('a', 60) + "!", @"^(?:(a)|a|aa)*\1$")`,
  'a lookahead to the end at each place': `Regex.Matches(${a} + ${a} + "x", "(?=.*x)a").Cast<Match>().Count()`
}

const linear: Record<string, [expression: string, answer: unknown]> = {
  'a long token': [
    `Regex.Match("Bearer " + new string('x', 1000000), "^Bearer +([A-Za-z0-9._~+/-]+=*)$").Groups[1].Length`,
    1_000_000
  ],
  'a text without the character': [`Regex.IsMatch(new string('a', 1000000), "[^a]")`, false],
  'many matches': [String.raw`Regex.Replace(new string(' ', 100000), @"\s", "").Length`, 0],
  'a repeated group': [`Regex.IsMatch(new string('a', 100000), "^(?:a|b)*$")`, true],
  'a host name': [String.raw`Regex.IsMatch("a-b.example.com", @"^([\w-]+\.)+[\w-]+$")`, true],
  'a lookahead': [String.raw`Regex.IsMatch(new string('a', 100000) + "1", @"^(?=.*\d)[a-z\d]+$")`, true],
  'a backreference': [String.raw`Regex.IsMatch("'" + new string('a', 100000) + "'", @"^(['""]).*\1$")`, true]
}

for (const [what, [expression, answer]] of Object.entries({ ...treacherous, ...linear })) {
  t.test(`${what} gives its answer on a long text`, async (t) => {
    t.equal(toHost(run(expression)), answer)
  })
}

for (const [what, expression] of Object.entries(undecided)) {
  t.test(`${what} ends at a number of steps`, async (t) => {
    t.equal(
      thrownBy(() => run(expression)),
      'ExpressionLimitExceeded'
    )
  })
}

t.test('a pattern that reaches the limit does not affect the next ones', async (t) => {
  const [refused = ''] = Object.values(undecided)
  t.equal(
    thrownBy(() => run(refused)),
    'ExpressionLimitExceeded'
  )
  t.equal(run('Regex.IsMatch("aaa", "^(a+)+$")'), true)
})

t.test('a pattern that is built at run time is parsed like a literal one', async (t) => {
  for (let at = 0; at < 600; at++) {
    const made = `Regex.IsMatch("x${at}", "^" + "x${at}".Replace("y", "z") + "$")`
    t.equal(run(made), true)
  }
  t.equal(
    thrownBy(() => run('Regex.IsMatch("a", "(" + "a".ToLower())')),
    'System.ArgumentException'
  )
})

function run(expression: string): unknown {
  const context = contextOf({
    Request: { Headers: {}, Body: null },
    Response: null,
    Variables: {},
    LastError: null
  })
  return compile(`@(${expression})`, { file: 'x.xml', line: 1, column: 1 })(context)
}
