import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { Config } from '../app/config.ts'
import { Problem } from '../app/problems/problem.ts'
import { allScopesOf, type Tool } from '../app/tools/tool.ts'

const Metadata = Type.Object(
  { issuer: Type.String() },
  { title: 'AuthorizationServer', description: 'The metadata.', additionalProperties: true }
)

/**
 * Entra ID's endpoints under an issuer of our own (RFC 8414), with MCP_METADATA_FACADE=true: for clients that insist on
 * `code_challenge_methods_supported`, which Entra does not publish, or whose `offline_access` makes Entra ask for consent
 * at each sign-in. Such clients get no refresh token, and would break if Entra began to send `iss` (RFC 9207).
 */
export const authorizationServerRoute: FastifyPluginAsyncTypebox<{
  config: Config
  tools: readonly Tool[]
}> = async (app, { config, tools }) => {
  const metadata = {
    issuer: config.publicUrl,
    authorization_endpoint: config.authorizationEndpoint,
    token_endpoint: config.tokenEndpoint,
    jwks_uri: config.jwksUri,
    scopes_supported: allScopesOf(tools).map(config.scopeUri),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256']
  }

  app.get(
    '/.well-known/openid-configuration',
    {
      config: { problems: ['not_found'] },
      schema: {
        operationId: 'get-authorization-server',
        tags: ['documentation'],
        summary: 'Find the sign-in',
        description: 'Where MCP clients sign in, in their own terms; only with MCP_METADATA_FACADE=true.',
        response: { 200: Metadata }
      }
    },
    (_request, reply) => {
      if (!config.metadataFacade) throw new Problem('not_found')
      reply.header('cache-control', 'max-age=3600').send(metadata)
    }
  )
}
