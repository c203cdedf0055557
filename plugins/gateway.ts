import fp from 'fastify-plugin'
import { LRUCache } from 'lru-cache'
import type { Config } from '../app/config.ts'
import { Problem } from '../app/problems/problem.ts'

/** Lets only the gateway call, whose managed identity GATEWAY_PRINCIPAL_ID names, unless it is `any`; probes aside. */
export default fp<{ config: Config }>(
  async (app, { config }) => {
    const { gatewayPrincipalId } = config
    if (gatewayPrincipalId === 'any') return
    const verified = new LRUCache<string, number>({ max: 100 })

    app.addHook('onRequest', async (request) => {
      if (request.routeOptions.config.probe) return
      const token = request.headers['x-gateway-token']
      if (typeof token !== 'string') throw new Problem('gateway_required')
      const expiresAt = verified.get(token)
      if (expiresAt !== undefined && Date.now() / 1000 <= expiresAt) return
      verified.set(token, await verify(token))
    })

    async function verify(token: string): Promise<number> {
      const { header } = decode(token)
      const key = await app.signingKey(header)
      try {
        const claims = app.jwt.verify<{ oid: string; tid: string; exp: number; scp?: string }>(token, { key })
        const isGateway = claims.oid === gatewayPrincipalId && claims.tid === config.tenantId
        if (isGateway && claims.scp === undefined) return claims.exp
      } catch (cause) {
        throw new Problem('gateway_required', { cause })
      }
      throw new Problem('gateway_required')
    }

    function decode(token: string): { header: object } {
      try {
        return app.jwt.decode<{ header: object }>(token) ?? { header: {} }
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
