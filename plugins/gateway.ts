import fp from 'fastify-plugin'
import { hasDuplicateMembers, hasSaneTimes, skewSeconds } from '../app/access-token.ts'
import type { Config } from '../app/config.ts'
import { Problem } from '../app/problems/problem.ts'
import { createVerifiedTokens } from './verified-tokens.ts'

interface GatewayClaims {
  oid: string
  tid: string
  iat: number
  exp: number
  scp?: string
}

/** Lets only the gateway call, whose managed identity GATEWAY_PRINCIPAL_ID names, unless it is `any`; probes aside. */
export default fp<{ config: Config }>(
  async (app, { config }) => {
    const { gatewayPrincipalId } = config
    if (gatewayPrincipalId === 'any') return
    const verified = createVerifiedTokens<true>(100, app.isSigningKey)

    app.addHook('onRequest', async (request) => {
      if (request.routeOptions.config.probe) return
      const token = request.headers['x-gateway-token']
      if (typeof token !== 'string') throw new Problem('gateway_required')
      if (verified.get(token)) return
      const { kid, expiresAt } = await verify(token)
      verified.set(token, true, kid, expiresAt)
    })

    /** Verifies that a token is the gateway's; `expiresAt` is in seconds since the epoch. */
    async function verify(token: string): Promise<{ kid: string; expiresAt: number }> {
      const { header } = decode(token)
      try {
        const key = await app.signingKey(header)
        const claims = app.jwt.verify<GatewayClaims>(token, { key })
        const isGateway = claims.oid === gatewayPrincipalId && claims.tid === config.tenantId
        if (isGateway && claims.scp === undefined && hasSaneTimes(claims) && !hasDuplicateMembers(token))
          return { kid: header.kid ?? '', expiresAt: claims.exp + skewSeconds }
      } catch (cause) {
        if (cause instanceof Problem && cause.code === 'identity_unavailable') throw cause
        throw new Problem('gateway_required', { cause })
      }
      throw new Problem('gateway_required')
    }

    function decode(token: string): { header: { kid?: string } } {
      try {
        return app.jwt.decode<{ header: { kid?: string } }>(token) ?? { header: {} }
      } catch (cause) {
        throw new Problem('gateway_required', { cause })
      }
    }
  },
  { name: 'gateway', dependencies: ['auth', 'signing-keys'] }
)

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A health probe of the platform: answered to anyone, even under pressure. */
    probe?: boolean
  }
}
