import t from 'tap'
import {
  compile,
  display,
  jwt,
  loadGrammar,
  readsBody,
  toHost
} from '../../../../../deploy/local/gateway/expressions/index.ts'
import { contextOf, type Fixture, fixtures, token } from './fixtures.ts'
import { thrownBy } from './thrown-by.ts'

await loadGrammar()

const load = (source: string) => compile(source, { file: 'x.xml', line: 1, column: 1 })
const call = fixtures.call as Fixture
const evaluate = (source: string) => load(source)(contextOf(call))

t.test('values cross to the host as plain ones', async (t) => {
  const values: [source: string, host: unknown, shown: string][] = [
    ['@("x")', 'x', 'x'],
    ['@(true)', true, 'True'],
    ['@(1 + 2)', 3, '3'],
    ['@(5000000000L)', 5000000000, '5000000000'],
    ['@(1.5)', 1.5, '1.5'],
    ['@(1.50m)', 1.5, '1.50'],
    ["@('c')", 'c', 'c'],
    ['@((string)null)', null, ''],
    ['@(StringComparison.Ordinal)', 'Ordinal', 'Ordinal'],
    [
      '@(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc))',
      '2026-01-02T03:04:05.0000000Z',
      '01/02/2026 03:04:05'
    ],
    ['@(TimeSpan.FromMinutes(1))', '00:01:00', '00:01:00']
  ]
  for (const [source, host, shown] of values) {
    t.equal(toHost(evaluate(source)), host, source)
    t.equal(display(evaluate(source)), shown, source)
  }
  t.same(toHost(evaluate('@(new JObject(new JProperty("a", new JArray(1, "b", null))))')), {
    a: [1, 'b', null]
  })
  t.same(toHost(evaluate('@(new Dictionary<string, object> { ["a"] = 1, ["b"] = new[] { "x" } })')), {
    a: 1,
    b: ['x']
  })
  t.same(toHost(evaluate('@(new byte[] { 1, 2 })')), Buffer.from([1, 2]))
})

t.test('what one expression returned, the next one casts as C# does', async (t) => {
  const context = contextOf(call)
  context.Variables.set('count', load('@(41)')(context))
  context.Variables.set('list', load('@(new List<string> { "a" })')(context))
  context.Variables.set('host', 7)
  t.equal(toHost(load('@((int)context.Variables["count"] + 1)')(context)), 42)
  t.equal(
    thrownBy(() => load('@((long)context.Variables["count"])')(context)),
    'System.InvalidCastException'
  )
  t.equal(load('@(((List<string>)context.Variables["list"])[0])')(context), 'a')
  t.equal(toHost(load('@((int)context.Variables["host"])')(context)), 7)
})

t.test('the bodies that an expression reads are known before it runs', async (t) => {
  const reads: [source: string, request: boolean, response: boolean, variables: string[]][] = [
    ['@(context.Request.Method)', false, false, []],
    ['@(context.Request.Body.As<string>())', true, false, []],
    ['@(context.Request?.Body?.As<string>())', true, false, []],
    ['@(context.Response.Body.As<JObject>()["a"].ToString())', false, true, []],
    ['@{ var r = context.Response; return r.Body.As<string>(); }', false, true, []],
    ['@(context.Response.StatusCode)', false, false, []],
    ['@(((IResponse)context.Variables["sent"]).Body.As<string>())', false, false, ['sent']],
    [
      '@{ var r = context.Variables.GetValueOrDefault<IResponse>("sent"); return r.Body.As<string>(); }',
      false,
      false,
      ['sent']
    ],
    ['@(((IResponse)context.Variables["sent"]).StatusCode)', false, false, []]
  ]
  for (const [source, request, response, variables] of reads)
    t.same(readsBody(load(source)), { request, response, variables }, source)
})

t.test('a body is consumed unless it is preserved', async (t) => {
  const context = contextOf(call)
  t.equal(load('@(context.Request.Body.As<string>(preserveContent: true).Length > 0)')(context), true)
  t.ok(context.Request.Body?.content)
  t.equal(load('@(context.Request.Body.As<string>().Length > 0)')(context), true)
  t.equal(context.Request.Body?.content, null)
  t.equal(
    thrownBy(() => load('@(context.Request.Body.As<string>())')(context)),
    'System.InvalidOperationException'
  )
})

t.test('a token becomes a Jwt for expressions, and anything else does not', async (t) => {
  const context = contextOf(call)
  context.Variables.set('parsed', jwt(token))
  t.equal(load('@(((Jwt)context.Variables["parsed"]).Subject)')(context), 'sub-1')
  for (const other of ['', 'a.b', 'a.b.c', 'Basic x', '....', `${token}.x`]) t.equal(jwt(other), null)
})

t.test('messages of Trace reach the host', async (t) => {
  const said: string[] = []
  const context = { ...contextOf(call), Trace: (message: string) => said.push(message) }
  load('@{ context.Trace("seen"); return 1; }')(context)
  t.same(said, ['seen'])
})

t.test('a thrown C# exception is a CSharpException with its type and message', async (t) => {
  t.equal(
    thrownBy(() => evaluate('@{ throw new Exception("no"); }')),
    'System.Exception'
  )
})

t.test('a form is read as its fields, each with its values', async (t) => {
  const context = contextOf({ ...call, Request: { ...call.Request, Body: 'a=1&b=x+y%26&a=2&empty=' } })
  const form = 'context.Request.Body.AsFormUrlEncodedContent(preserveContent: true)'
  t.equal(load(`@(string.Join(",", ${form}["a"]))`)(context), '1,2')
  t.equal(load(`@(${form}["b"].First() + ${form}["empty"][0].Length + ${form}.Count)`)(context), 'x y&03')
  t.equal(load(`@(${form}.ContainsKey("none"))`)(context), false)
  t.equal(load('@(context.Request.Body.AsFormUrlEncodedContent().Count == 3)')(context), true)
  t.equal(context.Request.Body?.content, null)
})
