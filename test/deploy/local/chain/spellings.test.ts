import t from 'tap'
import { bearer } from '../../../answer.ts'
import { startChain } from '../../../chain.ts'

const post = { method: 'POST', headers: { 'content-type': 'application/json' } }
const ping = { ...post, body: '{"jsonrpc":"2.0","id":1,"method":"ping"}' }

/** A path of the OpenAPI document, and other spellings that API Management accepts for it. */
const spellings: [path: string, others: string[], init: RequestInit][] = [
  ['/mcp', ['/mcp/', '/MCP', '/Mcp/', '/mcp?x=1', '/mcp/?x=1'], ping],
  ['/me', ['/me/', '/ME', '/Me/'], {}],
  ['/tools/hello', ['/tools/hello/', '/Tools/Hello', '/TOOLS/HELLO/'], { ...post, body: '{}' }]
]
const others = ['//mcp', '/mcp/x', '/mcp%2f', '/mcp%00', '/mcp;x', '/tools//hello', '/mе']

for (const [through, gateway] of [
  ['the service', false],
  ['the gateway', {}]
] as const) {
  t.test(`through ${through}`, async (t) => {
    const { call, token } = await startChain(t, { gateway })
    const signedIn = bearer(await token())

    for (const [path, others, init] of spellings)
      for (const spelled of [path, ...others])
        t.test(`${spelled} is treated as ${path}, without and with a token`, async (t) => {
          t.match(await call(spelled, init), { status: 401, json: { code: 'token_missing' } })
          const headers = { ...init.headers, ...signedIn.headers }
          t.match(await call(spelled, { ...init, headers }), { status: 200 })
        })

    for (const path of others)
      t.test(`${path} is not found, without and with a token`, async (t) => {
        for (const headers of [{}, signedIn.headers])
          t.match(await call(path, { headers: { ...headers } }), { status: 404, json: { code: 'not_found' } })
      })

    t.test('a public path needs no token in any spelling', async (t) => {
      for (const path of ['/hello/', '/HELLO', '/Status/', '/OpenAPI.json', '/docs/'])
        t.equal((await call(path)).status, 200, path)
    })
  })
}

t.test('the service behind the gateway refuses direct calls in every spelling', async (t) => {
  const { serviceUrl } = await startChain(t)
  for (const path of ['/hello', '/HELLO', '/hello/', '/mcp', '/MCP/', '/me/']) {
    const response = await fetch(serviceUrl + path)
    t.match(await response.json(), { code: 'gateway_required' }, path)
  }
  for (const path of ['/status/live', '/status/live/', '/STATUS/READY'])
    t.equal((await fetch(serviceUrl + path)).status, 200, path)
})
