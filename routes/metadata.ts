import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { userScope } from '../app/caller.ts'
import type { Config } from '../app/config.ts'

/** The protected-resource metadata (RFC 9728), at the root and with the path of the resource appended. */
export const metadataRoutes: FastifyPluginAsyncTypebox<{ config: Config }> = async (app, { config }) => {
  const metadata = {
    resource: config.resource,
    authorization_servers: [config.metadataFacade ? config.publicUrl : config.authorizationServer],
    scopes_supported: [config.scopeUri(userScope)],
    bearer_methods_supported: ['header']
  }
  for (const path of ['/.well-known/oauth-protected-resource', config.metadataPath]) {
    app.get(path, { schema: { hide: true } }, (_request, reply) =>
      reply.header('cache-control', 'max-age=3600').send(metadata)
    )
  }
}
