import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyRequest {
    /** What plugins and routes add to the one log line of the request; never a token, a name or an address. */
    logFields: Record<string, unknown>
  }
}

/** One log line a request, of fields that are named here: no headers, no query, no body. */
export default fp(
  async (app) => {
    app.decorateRequest('logFields')
    // A child logger for each request would cost more than the rest of its bookkeeping.
    app.setChildLoggerFactory((logger) => logger)
    app.addHook('onRequest', (request, reply, done) => {
      request.logFields = {}
      // Fastify calls no onResponse when a caller hangs up before the answer ends.
      reply.raw.on('close', () => {
        if (!reply.raw.writableFinished) log(request, reply, { aborted: true })
      })
      done()
    })
    app.addHook('onResponse', (request, reply, done) => {
      if (request.routeOptions.config.probe) return done()
      log(request, reply, { status: reply.statusCode })
      done()
    })
  },
  { name: 'request-log' }
)

function log(request: FastifyRequest, reply: FastifyReply, outcome: { status?: number; aborted?: true }) {
  const level = (outcome.status ?? 0) >= 500 ? 'error' : 'info'
  request.log[level](
    {
      reqId: request.id,
      method: request.method,
      route: request.routeOptions.url,
      ...outcome,
      milliseconds: Math.round(reply.elapsedTime),
      user: request.caller?.objectId,
      client: request.caller?.clientId,
      agent: request.caller?.agent?.acts,
      parentClient: request.caller?.agent?.parentClientId,
      ...request.logFields
    },
    'request'
  )
}
