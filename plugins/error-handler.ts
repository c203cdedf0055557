import type { FastifyError } from 'fastify'
import fp from 'fastify-plugin'
import type { Config } from '../app/config.ts'
import { challenge } from '../app/problems/challenge.ts'
import type { ProblemCode } from '../app/problems/codes.ts'
import { Problem, problemDocument } from '../app/problems/problem.ts'
import { signInScopes, type Tool } from '../app/tools/tool.ts'

const byFastifyCode: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
  // A method that Node reads but does not list, such as PRI, comes here past every hook.
  FST_ERR_NOT_FOUND: 'not_found',
  FST_UNDER_PRESSURE: 'overloaded'
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The protected-resource metadata that challenges name, where it is not that of `/mcp`. */
    metadataUrl?: string
  }
}

/** Answers every failure as problem+json (RFC 9457), with the challenge, the waiting time and nothing of the inside. */
export default fp<{ config: Config; tools: readonly Tool[] }>(
  async (app, { config, tools }) => {
    const signIn = signInScopes(config, tools)

    app.setErrorHandler<FastifyError | Problem>((error, request, reply) => {
      const problem = error instanceof Problem ? error : toProblem(error)
      const { status, code, options, retryAfter } = problem
      request.logFields ??= {}
      request.logFields.code = code
      if (status >= 500) request.logFields.err = problem.cause instanceof Error ? problem.cause : error

      if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
      if (options.allow !== undefined) reply.header('allow', options.allow)
      const authenticate = challenge(problem, config, signIn, request.routeOptions.config.metadataUrl)
      if (authenticate) reply.header('www-authenticate', authenticate)
      // Fastify would close at once, and what still arrives on a closed connection destroys the answer on its way.
      if (code === 'body_too_large') reply.removeHeader('connection')
      reply.code(status).type('application/problem+json').send(problemDocument(problem, request.id))
    })
  },
  { name: 'error-handler', dependencies: ['request-log'] }
)

function toProblem(error: FastifyError): Problem {
  const code = byFastifyCode[error.code]
  if (code) return new Problem(code)
  if (error.validation) return new Problem('input_invalid', { detail: invalid(error) })
  // Fastify's own 4xx errors speak of the request only: a body that is no JSON, a length that does not fit.
  if (error.statusCode && error.statusCode < 500)
    return new Problem('input_invalid', { detail: error.message })
  return new Problem('internal_error', { cause: error })
}

/** Names the field and what is wrong with it, never its value. */
function invalid({ validation, validationContext }: FastifyError): string {
  const sentences = (validation ?? []).map(({ instancePath, message, params }) => {
    const field = [
      validationContext === 'querystring' ? 'query' : validationContext,
      ...instancePath.split('/').slice(1)
    ].join('.')
    const unknown = 'additionalProperty' in params ? `: ${JSON.stringify(params.additionalProperty)}` : ''
    return `${field} ${message}${unknown}.`
  })
  return `Correct the request: ${sentences.join(' ')}`
}
