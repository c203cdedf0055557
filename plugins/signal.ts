import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyRequest {
    /** The watch over the caller's connection, once somebody asked for `signal`. */
    hangUp: { signal: AbortSignal; release(): void } | null
  }
}

/**
 * Aborts `request.signal` when the caller hangs up before the answer. Fastify's own cannot tell: it watches the stream
 * of the request, which is closed as soon as a body is read.
 */
export default fp(
  async (app) => {
    app.decorateRequest('hangUp', null)
    app.decorateRequest('signal', {
      getter() {
        this.hangUp ??= watchSocket(this)
        return this.hangUp.signal
      }
    })
    // A connection outlives its requests; what watched it must not.
    app.addHook('onResponse', (request, _reply, done) => {
      request.hangUp?.release()
      done()
    })
  },
  { name: 'signal' }
)

function watchSocket({ raw: { socket } }: FastifyRequest) {
  const controller = new AbortController()
  const abort = () => controller.abort()
  if (socket.destroyed) abort()
  socket.once('close', abort)
  return { signal: controller.signal, release: () => socket.off('close', abort) }
}
