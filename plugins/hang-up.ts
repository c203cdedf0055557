import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

/**
 * Aborts `request.signal` when the caller hangs up before the answer. Fastify's own cannot tell: it watches the stream
 * of the request, which is closed as soon as a body is read.
 */
export default fp(
  async (app) => {
    const controllers = new WeakMap<FastifyRequest, AbortController>()

    app.decorateRequest('signal', {
      getter() {
        const known = controllers.get(this)
        if (known) return known.signal
        const controller = new AbortController()
        controllers.set(this, controller)
        if (this.raw.socket.destroyed) controller.abort()
        return controller.signal
      }
    })
    app.addHook('onRequest', (request, reply, done) => {
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) controllers.get(request)?.abort()
      })
      done()
    })
  },
  { name: 'hang-up' }
)
