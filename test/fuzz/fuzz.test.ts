import t from 'tap'
import { faultOf } from './fault-of.ts'
import { fuzz } from './fuzz.ts'
import type { FuzzRequest } from './fuzz-request.ts'

t.test('malformed requests are answered in peace: a fault prints what to add to corpus.json', async (t) => {
  t.equal(await fuzz({ seed: 1, count: 500 }), undefined)
})

const request: FuzzRequest = {
  to: 'service',
  by: 'socket',
  method: 'POST',
  target: '/mcp',
  version: 'HTTP/1.1',
  headers: [],
  body: '',
  edits: []
}
const secrets = { tokens: ['token-1'], user: ['Nancy'] }
const requestId = 'a'.repeat(32)
const problem = (status: number) => ({
  status,
  type: 'application/problem+json',
  text: JSON.stringify({ status, code: 'input_invalid', detail: 'Mend it.', requestId })
})

for (const [what, answer, fault] of [
  ['a problem', problem(400), undefined],
  ['an error of JSON-RPC', json(400, { jsonrpc: '2.0', error: { code: -32600, message: 'x' } }), undefined],
  [
    'an OAuth error of another address',
    json(400, { error: 'x', error_description: 'x' }),
    /without a problem/
  ],
  ['an answer', json(200, {}), undefined],
  ['no answer', undefined, /no answer/],
  ['a 500', problem(500), /a 500/],
  ['a page', { status: 404, type: 'text/html', text: '<p>' }, /without a problem document/],
  ['an empty refusal', { status: 400, type: '', text: '' }, /without a problem document/],
  ['a problem of another status', { ...problem(400), status: 404 }, /without a problem document/],
  ['a token', json(200, { a: 'token-1' }), /token/],
  ['an unknown token', json(200, { a: 'eyJhbGciOiJub25lIn0.eyJhIjoxfQ.' }), /token/],
  ['a name', json(200, { a: 'Nancy' }), /did not ask/],
  ['a stack', json(200, {}, 'Error\n    at run (app/app.ts:1:2)'), /stack/]
] as const) {
  t.test(`the fuzzer judges ${what}`, async (t) => {
    const found = faultOf(request, answer, secrets)
    if (fault) t.match(found, fault)
    else t.equal(found, undefined)
  })
}

function json(status: number, body: object, text = JSON.stringify(body)) {
  return { status, type: 'application/json', text }
}
