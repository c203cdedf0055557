import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Replica, readiness } from './replica.ts'

const probeMilliseconds = 250

/** A load balancer, as Container Apps has one: it keeps connections, and sends requests to the replicas that are ready. */
export async function startIngress() {
  const agent = new Agent({ keepAlive: true })
  const replicas = new Set<Replica>()
  const ready = new Set<Replica>()
  let turn = 0

  const probing = setInterval(async () => {
    for (const replica of replicas) {
      if ((await readiness(replica)) === 200) ready.add(replica)
      else ready.delete(replica)
    }
  }, probeMilliseconds)

  const server = createServer((incoming, outgoing) => {
    const next = [...ready][turn++ % ready.size]
    if (next) pass(next, incoming, outgoing)
    else outgoing.writeHead(502).end('no replica is ready')
  }).listen(0, '127.0.0.1')
  // What is tried is the end of a replica's connections, not of the ingress's own.
  server.keepAliveTimeout = 600_000
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add(replica: Replica) {
      replicas.add(replica)
      ready.add(replica)
    },
    close() {
      clearInterval(probing)
      agent.destroy()
      server.closeAllConnections()
      server.close()
    }
  }

  function pass({ url }: Replica, incoming: IncomingMessage, outgoing: ServerResponse) {
    const { method, headers } = incoming
    const { connection: _own, ...forwarded } = headers
    const passed = request(url + incoming.url, { method, headers: forwarded, agent })
    passed.on('response', (answer) => {
      const { connection: _theirs, 'keep-alive': _time, ...rest } = answer.headers
      answer.pipe(outgoing.writeHead(answer.statusCode as number, rest))
    })
    passed.on('error', (error) => outgoing.writeHead(502).end(`${method} ${incoming.url}: ${error.message}`))
    incoming.pipe(passed)
  }
}
