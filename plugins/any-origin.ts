import type { onRequestHookHandler, onRouteHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import type { Config } from '../app/config.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** An onRoute hook: pages of any origin may call the routes of the plugin that adds it. */
    allowAnyOrigin: onRouteHookHandler
  }
  interface FastifyContextConfig {
    /** @fastify/cors, which knows the origins of CORS_ORIGINS alone, leaves the route to others. */
    cors?: false
  }
}

const preflight = {
  'access-control-allow-headers': 'Accept, Authorization, Content-Type, MCP-Protocol-Version',
  'access-control-max-age': '600'
}

/** Opens what browsers need for a sign-in to all of them. Behind the gateway they meet the gateway's CORS alone. */
export default fp<{ config: Config }>(
  async (app, { config }) => {
    const isOpen = config.tokenExchange === 'service'

    app.decorate('allowAnyOrigin', function allowAnyOrigin(route) {
      if (!isOpen || route.method === 'HEAD' || route.method === 'OPTIONS') return
      route.config = { ...route.config, cors: false }
      route.onRequest = [open, ...[route.onRequest ?? []].flat()]
      this.options(
        route.url,
        { config: { cors: false }, schema: { hide: true }, onRequest: open },
        (_request, reply) =>
          reply
            .code(204)
            .headers({ ...preflight, 'access-control-allow-methods': String(route.method) })
            .send()
      )
    })
  },
  { name: 'any-origin' }
)

const open: onRequestHookHandler = (_request, reply, done) => {
  reply.header('access-control-allow-origin', '*')
  done()
}
