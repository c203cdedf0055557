import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Config } from '../app/config.ts'
import { signInScopes, type Tool } from '../app/tools/tool.ts'

/** The protected-resource metadata (RFC 9728) of both addresses of the MCP endpoint. */
export const metadataRoutes: FastifyPluginAsyncTypebox<{
  config: Config
  tools: readonly Tool[]
}> = async (app, { config, tools }) => {
  app.addHook('onRoute', app.allowAnyOrigin)
  const doors = [
    { path: config.metadataPath, resource: config.resource, server: config.authorizationServer },
    {
      path: config.oauth.resourceMetadataPath,
      resource: config.oauth.resource,
      server: config.oauth.issuer
    }
  ]
  for (const { path, resource, server } of doors) {
    const metadata = {
      resource,
      authorization_servers: [server],
      scopes_supported: signInScopes(config, tools).map(config.scopeUri),
      bearer_methods_supported: ['header']
    }
    app.get(path, { schema: { hide: true } }, (_request, reply) =>
      reply.header('cache-control', 'max-age=3600').send(metadata)
    )
  }
}
