import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Test } from 'tap'
import { freePort } from '../../../deploy/local/free-port.ts'
import type { Chain } from '../../chain.ts'
import { startChain } from '../../chain.ts'

export interface Reply {
  status: number
  headers: Record<string, string>
  body: string | Buffer
}

/** Changes one answer of the chain; `hang` never gives it, and `drip` never ends it. */
export type Change = (reply: Reply, incoming: IncomingMessage) => Reply | 'hang' | 'drip' | undefined

/**
 * Starts the service behind a proxy that changes answers, for what the chain itself cannot be made to do. The proxy stands
 * where the gateway does otherwise: it takes /api off the path, and lets pages of any origin read the metadata.
 */
export async function startBehindChangingProxy(
  t: Test
): Promise<{ chain: Chain; url: string; change(by: Change): void }> {
  const port = await freePort()
  const url = `http://localhost:${port}/api`
  const chain = await startChain(t, { environment: { APIM_GATEWAY_URL: url, TOKEN_EXCHANGE: 'service' } })
  const target = new URL(chain.url)
  let current: Change = () => undefined

  const proxy = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming)
    const onward = request({
      host: '127.0.0.1',
      port: target.port,
      method: incoming.method,
      path: incoming.url?.replace(/^\/api(?=\/)/, ''),
      headers: incoming.headers
    })
    onward.end(body)
    const [answer] = (await once(onward, 'response')) as [IncomingMessage]
    const headers: Record<string, string> = Object.fromEntries(
      Object.entries(answer.headers).flatMap(([name, value]) =>
        value === undefined || name === 'content-length' || name === 'transfer-encoding'
          ? []
          : [[name, String(value)]]
      )
    )
    if (incoming.url?.startsWith('/.well-known/')) headers['access-control-allow-origin'] = '*'
    const reply = { status: answer.statusCode ?? 0, headers, body: String(await buffer(answer)) }
    const changed = current(reply, incoming) ?? reply
    if (changed === 'hang') return
    if (changed === 'drip') return drip(outgoing)
    outgoing.writeHead(changed.status, changed.headers).end(changed.body)
  }).listen(port)
  await once(proxy, 'listening')
  t.teardown(() => {
    proxy.close()
    proxy.closeAllConnections()
  })
  return { chain, url, change: (by) => (current = by) }
}

/** Sends a byte now and then until nobody listens. */
function drip(outgoing: ServerResponse): void {
  outgoing.writeHead(200, { 'content-type': 'application/json' })
  const timer = setInterval(() => outgoing.write(' '), 20)
  outgoing.on('close', () => clearInterval(timer))
}
