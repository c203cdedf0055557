import t from 'tap'
import { startChain } from '../chain.ts'
import { modernRequest } from '../mcp-client.ts'
import { rawRequest } from '../raw-request.ts'

const origin = 'https://contoso.com'
const ping = { headers: {}, body: { jsonrpc: '2.0', id: 1, method: 'ping' } }
const hello = modernRequest({ method: 'tools/call', params: { name: 'hello', arguments: { name: 'Ada' } } })

/** A header sent twice, with a request that needs it. */
const copied = [
  ['mcp-protocol-version', ['2025-11-25', '2025-11-25'], ping],
  ['mcp-protocol-version', ['2026-07-28', '2026-07-28', '2026-07-28'], hello],
  ['mcp-protocol-version', ['2026-07-28,2026-07-28'], hello],
  ['mcp-method', ['tools/call', 'tools/call'], hello],
  ['mcp-name', ['hello', 'hello'], hello],
  ['content-type', ['application/json', 'application/json'], ping],
  ['origin', [origin, origin], ping]
] as const

const contradicting = [
  ['mcp-protocol-version', ['2025-11-25', '2025-06-18'], ping, 400],
  ['mcp-protocol-version', ['2026-07-28', '2025-11-25'], hello, 400],
  ['mcp-protocol-version', ['2026-07-28', ''], hello, 400],
  ['mcp-method', ['tools/call', 'tools/list'], hello, 400],
  ['mcp-name', ['hello', 'echo'], hello, 400],
  ['content-type', ['application/json', 'text/plain'], ping, 415],
  ['origin', [origin, 'https://evil.example'], ping, 403]
] as const

for (const [through, gateway] of [
  ['the service', false],
  ['the gateway', {}]
] as const) {
  t.test(`through ${through}`, async (t) => {
    const environment = { CORS_ORIGINS: origin }
    const { token, url } = await startChain(t, { gateway, environment })
    const authorization = `authorization: Bearer ${await token()}`

    for (const [name, values, request] of copied)
      t.test(`equal copies of ${name} count once: ${values.join(' | ')}`, async (t) => {
        t.match(await send(name, values, request), { status: 200, json: { id: 1, result: {} } })
      })

    for (const [name, values, request, status] of contradicting)
      t.test(`different copies of ${name} are refused: ${values.join(' | ')}`, async (t) => {
        t.match(await send(name, values, request), { status })
      })

    t.test('a token comes in one line', async (t) => {
      const answer = await send('authorization', [authorization.slice(15)], ping)
      t.match(answer, { status: 401, json: { code: 'token_invalid' } })
    })

    function send(name: string, values: readonly string[], { headers, body }: typeof ping | typeof hello) {
      const text = JSON.stringify(body)
      const others = Object.entries({ 'content-type': 'application/json', ...headers })
        .filter(([other]) => other !== name)
        .map(([other, value]) => `${other}: ${value}`)
      const path = new URL(`${url}/mcp`).pathname
      const lines = [`POST ${path} HTTP/1.1`, authorization, `content-length: ${Buffer.byteLength(text)}`]
      return rawRequest(url, [...lines, ...others, ...values.map((value) => `${name}: ${value}`)], text)
    }
  })
}
