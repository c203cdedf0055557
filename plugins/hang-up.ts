import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

/**
 * Aborts `request.signal` when the caller hangs up before the answer. Fastify's own cannot tell: it watches the stream
 * of the request, which is closed as soon as a body is read.
 */
export default fp(
  async (app) => {
    const watched = new WeakMap<FastifyRequest, { signal: AbortSignal; release(): void }>()

    app.decorateRequest('signal', {
      getter() {
        const watch = watched.get(this) ?? watchSocket(this)
        watched.set(this, watch)
        return watch.signal
      }
    })
    // A connection outlives its requests; what watched it must not.
    app.addHook('onResponse', (request, _reply, done) => {
      watched.get(request)?.release()
      done()
    })
  },
  { name: 'hang-up' }
)

function watchSocket({ raw: { socket } }: FastifyRequest) {
  const controller = new AbortController()
  const abort = () => controller.abort()
  if (socket.destroyed) abort()
  socket.once('close', abort)
  return { signal: controller.signal, release: () => socket.off('close', abort) }
}
