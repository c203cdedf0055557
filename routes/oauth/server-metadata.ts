import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { Config } from '../../app/config.ts'
import { allScopesOf, type Tool } from '../../app/tools/tool.ts'

const Metadata = Type.Object(
  { issuer: Type.String() },
  { title: 'AuthorizationServer', description: 'The metadata.', additionalProperties: true }
)

/** Ways to authenticate that survive the way through here: an assertion names Entra as its audience, or us. */
const carried = ['none', 'client_secret_post', 'client_secret_basic']

/** The metadata of the authorization server (RFC 8414), at both forms of its address. */
export const serverMetadataRoutes: FastifyPluginAsyncTypebox<{
  config: Config
  tools: readonly Tool[]
}> = async (app, { config, tools }) => {
  app.addHook('onRoute', app.allowAnyOrigin)
  const metadata = {
    issuer: config.oauth.issuer,
    authorization_endpoint: config.oauth.authorizationEndpoint,
    token_endpoint: config.oauth.tokenEndpoint,
    jwks_uri: config.jwksUri,
    scopes_supported: [
      ...allScopesOf(tools).map(config.scopeUri),
      'openid',
      'profile',
      'email',
      'offline_access'
    ],
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256']
  }

  app.get(config.oauth.metadataPath, { schema: { hide: true } }, answer)
  app.get(
    '/oauth/.well-known/oauth-authorization-server',
    {
      config: { problems: ['identity_unavailable'] },
      schema: {
        operationId: 'get-authorization-server',
        tags: ['sign-in'],
        summary: 'Find the sign-in',
        description: 'The metadata of the authorization server of /oauth/mcp (RFC 8414).',
        response: { 200: Metadata }
      }
    },
    answer
  )

  async function answer(_request: unknown, reply: { header(name: string, value: string): unknown }) {
    const entra = await app.openIdConfiguration()
    reply.header('cache-control', 'max-age=3600')
    return {
      ...metadata,
      token_endpoint_auth_methods_supported: entra.token_endpoint_auth_methods_supported?.filter((method) =>
        carried.includes(method)
      ),
      client_id_metadata_document_supported: entra.client_id_metadata_document_supported
    }
  }
}
