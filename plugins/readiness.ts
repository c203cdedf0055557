import underPressure from '@fastify/under-pressure'
import fp from 'fastify-plugin'

type Readiness = 'starting' | 'ready' | 'overloaded' | 'draining'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether new requests are welcome. */
    readiness(): Readiness
    /** Says goodbye to new requests: those in flight, and those that still come, are answered. */
    drain(): void
  }
}

/** Knows whether the service is ready, and refuses requests with 503 while the event loop is later than `maxEventLoopDelay`. */
export default fp<{ maxEventLoopDelay?: number | undefined }>(
  async (app, { maxEventLoopDelay = 0 }) => {
    let state: Readiness = 'starting'
    await app.register(underPressure, { maxEventLoopDelay, retryAfter: 5 })
    app.decorate('readiness', () => (state === 'ready' && app.isUnderPressure() ? 'overloaded' : state))
    app.decorate('drain', () => {
      state = 'draining'
      // Keep-alive connections move to another replica.
      app.server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'))
    })
    app.addHook('onListen', async () => {
      if (state === 'starting') state = 'ready'
    })
  },
  { name: 'readiness' }
)
