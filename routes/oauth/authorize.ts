import type { FastifyPluginAsync } from 'fastify'
import type { Config } from '../../app/config.ts'
import { readAuthorizationRequest } from '../../app/oauth/authorization-request.ts'
import { OAuthError } from '../../app/oauth/oauth-error.ts'
import { Problem } from '../../app/problems/problem.ts'

/** `GET /oauth/authorize`: on to the tenant's own authorization endpoint. */
export const authorizeRoute: FastifyPluginAsync<{
  config: Config
  signInScopes: readonly string[]
}> = async (app, { config, signInScopes }) => {
  app.get(
    '/oauth/authorize',
    {
      config: { problems: ['input_invalid'] },
      schema: {
        operationId: 'authorize',
        tags: ['sign-in'],
        summary: 'Sign in',
        description:
          'The authorization endpoint of /oauth/mcp: redirects to that of Entra ID, without `resource`.',
        response: { 302: { description: 'On to Entra ID.', type: 'null' } }
      }
    },
    ({ url }, reply) => {
      const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : ''
      const request = readOrRefuse(query)
      reply.header('cache-control', 'no-store').redirect(`${config.authorizationEndpoint}?${request}`)
    }
  )

  /** A person reads the refusal, on the spot: Entra alone checks the redirect URI, and has not done so yet. */
  function readOrRefuse(query: string): URLSearchParams {
    try {
      return readAuthorizationRequest(query, signInScopes, config)
    } catch (error) {
      if (error instanceof OAuthError) throw new Problem('input_invalid', { detail: error.message })
      throw error
    }
  }
}
