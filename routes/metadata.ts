import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Config } from '../app/config.ts'
import { signInScopes, type Tool } from '../app/tools/tool.ts'

/** The protected-resource metadata (RFC 9728), at the root and with the path of the resource appended. */
export const metadataRoutes: FastifyPluginAsyncTypebox<{
  config: Config
  tools: readonly Tool[]
}> = async (app, { config, tools }) => {
  const metadata = {
    resource: config.resource,
    authorization_servers: [config.metadataFacade ? config.publicUrl : config.authorizationServer],
    scopes_supported: signInScopes(config, tools).map(config.scopeUri),
    bearer_methods_supported: ['header']
  }
  for (const path of ['/.well-known/oauth-protected-resource', config.metadataPath]) {
    app.get(path, { schema: { hide: true } }, (_request, reply) =>
      reply.header('cache-control', 'max-age=3600').send(metadata)
    )
  }
}
