import underPressure from '@fastify/under-pressure'
import fp from 'fastify-plugin'

type Readiness = 'starting' | 'ready' | 'overloaded' | 'draining'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether new requests are welcome. */
    readiness(): Readiness
  }
}

/** Knows whether the service is ready, and refuses requests with 503 while the event loop is later than `maxEventLoopDelay`. */
export default fp<{ maxEventLoopDelay?: number | undefined }>(
  async (app, { maxEventLoopDelay = 0 }) => {
    let listening = false
    await app.register(underPressure, { maxEventLoopDelay, retryAfter: 5 })
    app.decorate('readiness', () => {
      if (app.draining) return 'draining'
      if (!listening) return 'starting'
      return app.isUnderPressure() ? 'overloaded' : 'ready'
    })
    app.addHook('onListen', async () => {
      listening = true
    })
  },
  { name: 'readiness', dependencies: ['drain'] }
)
