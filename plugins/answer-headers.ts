import fp from 'fastify-plugin'

/** What the gateway adds to each answer, for callers who reach the service without one. */
export default fp(
  async (app) => {
    app.addHook('onSend', (request, reply, _payload, done) => {
      reply.header('x-content-type-options', 'nosniff')
      // An answer to a known caller may be personal, so no cache keeps it unless its route says otherwise.
      if (request.caller && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
      done()
    })
  },
  { name: 'answer-headers', dependencies: ['auth'] }
)
