import fp from 'fastify-plugin'
import type { Dispatcher } from 'undici'
import type { Config } from '../../app/config.ts'
import { bearerToken } from '../auth.ts'
import { readGatewayHeaders } from './gateway-headers.ts'
import { createRenewals, type Renewal } from './renewals.ts'
import { createExchange } from './service-exchange.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The Graph token of the caller; throws the `Problem` of a failed exchange. */
    graphToken(): string | Promise<string>
    /** Gives up a Graph token that Graph has just refused; says where a new one comes from, if from anywhere. */
    renewGraphToken(refused: string): Renewal
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
    const renewals = createRenewals()

    if (config.tokenExchange === 'gateway') {
      app.decorateRequest('graphToken', function () {
        return readGatewayHeaders(this.headers, config.adminConsentUrl)
      })
      app.decorateRequest('graphTokenRefused', false)
      app.decorateRequest('renewGraphToken', function (refused) {
        const refusal = renewals(bearerToken(this), refused)
        // Each call that brings the token says so: what another said may not have reached the gateway.
        if (refusal !== 'final') this.graphTokenRefused = true
        return refusal === 'final' ? 'none' : 'next call'
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
    app.decorateRequest('renewGraphToken', function (refused) {
      const refusal = renewals(bearerToken(this), refused)
      if (refusal === 'first') exchange.forget(this)
      return refusal === 'final' ? 'none' : 'now'
    })
  },
  { name: 'token-exchange', dependencies: ['auth', 'request-log', 'telemetry'] }
)
