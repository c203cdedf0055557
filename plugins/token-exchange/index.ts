import fp from 'fastify-plugin'
import type { Dispatcher } from 'undici'
import type { Config } from '../../app/config.ts'
import { readGatewayHeaders } from './gateway-headers.ts'
import { createExchange } from './service-exchange.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The Graph token of the caller; throws the `Problem` of a failed exchange. */
    graphToken(): string | Promise<string>
    /** Drops the Graph token after Graph refused it, so that the next call exchanges anew. */
    forgetGraphToken(): void
    /** Tells the gateway, by a header that it keeps for itself, to drop the token that it sent. */
    graphTokenRefused: boolean
  }
}

/**
 * Exchanges the caller's token for a Graph token on behalf of the user: in the gateway, which sends the result in
 * headers, or here, where nobody reads those headers.
 */
export default fp<{ config: Config; dispatcher: Dispatcher }>(
  async (app, { config, dispatcher }) => {
    if (config.tokenExchange === 'gateway') {
      app.decorateRequest('graphToken', function () {
        return readGatewayHeaders(this.headers, config.adminConsentUrl)
      })
      app.decorateRequest('graphTokenRefused', false)
      app.decorateRequest('forgetGraphToken', function () {
        this.graphTokenRefused = true
      })
      app.addHook('onSend', (request, reply, _payload, done) => {
        if (request.graphTokenRefused) reply.header('x-graph-token-refused', 'true')
        done()
      })
      return
    }

    const exchange = createExchange(config, dispatcher, app.telemetry)
    app.decorateRequest('graphToken', function () {
      return exchange.get(this)
    })
    app.decorateRequest('forgetGraphToken', function () {
      exchange.forget(this)
    })
  },
  { name: 'token-exchange', dependencies: ['auth', 'request-log', 'telemetry'] }
)
