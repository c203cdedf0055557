import type { FastifyPluginAsync } from 'fastify'
import type { Dispatcher } from 'undici'
import type { Config } from '../../app/config.ts'
import { signInScopes, type Tool } from '../../app/tools/tool.ts'
import { authorizeRoute } from './authorize.ts'
import { serverMetadataRoutes } from './server-metadata.ts'
import { tokenRoute } from './token.ts'

/**
 * The authorization server of `/oauth/mcp`: Entra through a narrow window. It redirects to Entra's authorization
 * endpoint and forwards to its token endpoint, both without `resource`, and keeps nothing.
 */
export const oauthRoutes: FastifyPluginAsync<{
  config: Config
  dispatcher: Dispatcher
  tools: readonly Tool[]
}> = async (app, { config, dispatcher, tools }) => {
  const scopes = signInScopes(config, tools).map(config.scopeUri)
  await app.register(serverMetadataRoutes, { config, tools })
  await app.register(authorizeRoute, { config, signInScopes: scopes })
  await app.register(tokenRoute, { config, dispatcher, signInScopes: scopes })
}
