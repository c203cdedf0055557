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
      app.decorateRequest('forgetGraphToken', () => {})
      return
    }

    const exchange = createExchange(config, dispatcher)
    app.decorateRequest('graphToken', function () {
      return exchange.get(this)
    })
    app.decorateRequest('forgetGraphToken', function () {
      exchange.forget(this)
    })
  },
  { name: 'token-exchange', dependencies: ['auth', 'request-log'] }
)
