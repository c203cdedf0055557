import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { readBackendUrl } from '../../../deploy/local/backend-url.ts'
import { startChain } from '../../chain.ts'

t.test('the gateway guards another service, and gives it a Graph token', async (t) => {
  const calls: { path: string | undefined; graphToken: boolean; gatewayToken: boolean }[] = []
  const backend = createServer(({ url, headers }, response) => {
    calls.push({
      path: url,
      graphToken: 'x-graph-token' in headers,
      gatewayToken: 'x-gateway-token' in headers
    })
    response.setHeader('content-type', 'application/json').end('{"orders":[]}')
  }).listen(0, '127.0.0.1')
  await once(backend, 'listening')
  t.teardown(() => backend.close())
  const { port } = backend.address() as AddressInfo
  const chain = await startChain(t, { environment: { BACKEND_URL: `http://127.0.0.1:${port}` } })

  const refused = await fetch(`${chain.url}/orders/1`, { headers: { 'x-graph-token': 'forged' } })
  t.equal(refused.status, 401)
  t.strictSame(calls, [])

  const headers = { authorization: `Bearer ${await chain.token()}` }
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    const answer = await fetch(`${chain.url}/orders/1`, { method, headers })
    t.equal(answer.status, 200, method)
    t.strictSame(calls.pop(), { path: '/orders/1', graphToken: true, gatewayToken: true }, method)
  }
})

for (const wrong of [
  'localhost:5000',
  'ftp://localhost',
  'http://localhost:5000/base',
  'http://u:p@localhost'
])
  t.test(`BACKEND_URL cannot be ${wrong}`, async (t) => {
    t.throws(() => readBackendUrl({ BACKEND_URL: wrong }), { name: 'ConfigError' })
  })
