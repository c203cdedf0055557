import { Server, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether the service takes leave of its clients. */
    readonly draining: boolean
    /**
     * Comes before `close`, and resolves once the service accepts no connection any more: 3 seconds after it was called,
     * or up to 10 while requests keep coming, and at least a second for the connections that were accepted last.
     */
    drain(): Promise<void>
  }
}

/** Milliseconds. */
export const times = {
  /** For the platform to notice and send requests elsewhere: at least, and while requests still come. */
  leastNotice: 3_000,
  mostNotice: 10_000,
  /** Without a request, after which no more is expected. */
  quiet: 1_000,
  /** For which answers wait, at most, while the last connections are accepted. */
  mostHold: 1_000
}

/**
 * Ends the service without losing a request. A client cannot know that its connection is about to close: what it sends
 * meanwhile is lost. So an answer closes its connection and says so (RFC 9112 §9.6), and other connections are closed
 * only when no request has come for a while.
 */
export default fp(
  async (app) => {
    const { server } = app
    const sockets = new Set<Socket>()
    let accepted = 0
    let draining = false
    let lastRequestAt = 0
    let held: Promise<void> | undefined

    app.decorate('draining', { getter: () => draining })
    app.decorate('drain', async () => {
      draining = true
      const startedAt = performance.now()
      server.on('request', () => {
        lastRequestAt = performance.now()
      })
      await wait(times.leastNotice)
      await silence(startedAt + times.mostNotice)
      await stopAccepting()
      await wait(times.quiet)
      await silence(performance.now() + times.quiet)
    })

    async function silence(deadline: number) {
      for (;;) {
        const left = Math.min(lastRequestAt + times.quiet, deadline) - performance.now()
        if (left <= 0) return
        await wait(left)
      }
    }

    /**
     * With a listening socket the kernel resets the connections that wait to be accepted. While nobody is answered,
     * clients open few new ones, so that soon none waits.
     */
    async function stopAccepting() {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      const deadline = performance.now() + times.mostHold
      let before: number
      do {
        before = accepted
        await wait(50)
        // Timers come before what has arrived on sockets, immediates after.
        await nextTurn()
      } while (accepted > before && performance.now() < deadline)
      // `close` of an HTTP server would also end connections whose request was not read yet.
      Server.prototype.close.call(server)
      held = undefined
      resolve()
    }

    server.on('connection', (socket: Socket) => {
      accepted++
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    app.addHook('onRequest', (_request, _reply, done) => {
      if (held) held.then(() => done())
      else done()
    })
    app.addHook('onSend', (request, reply, _payload, done) => {
      if (draining && !isArriving(request)) reply.header('connection', 'close')
      done()
    })
    app.addHook('preClose', async () => {
      draining = true
      // Clients and load balancers open connections ahead, and Node waits for each that no request ever came on.
      for (const socket of sockets) {
        if (socket.bytesRead === 0) socket.destroy()
      }
      // Node closes idle connections once; one whose answer had begun before the drain becomes idle later.
      const sweep = setInterval(() => server.closeIdleConnections(), 100)
      server.once('close', () => clearInterval(sweep))
    })
  },
  { name: 'drain' }
)

/** Whether some of the body is still to come: a connection that closes now is reset, and the answer lost with it. */
function isArriving({ raw: { complete, headers } }: FastifyRequest): boolean {
  return !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0)
}
