import { Type } from '@sinclair/typebox'
import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Dispatcher } from 'undici'
import type { Config } from '../../app/config.ts'
import { createMinuteCounter } from '../../app/minute-counter.ts'
import { OAuthError } from '../../app/oauth/oauth-error.ts'
import { readTokenRequest } from '../../app/oauth/token-request.ts'
import { askEntra } from './ask-entra.ts'

const form = 'application/x-www-form-urlencoded'
const largestForm = 32 * 1024
/** Of one address in a minute, in one replica. Behind the gateway, the gateway limits them. */
const mostCalls = 300
const mostAddresses = 50_000
/** RFC 6749 §5.1. */
const uncached = { 'cache-control': 'no-store', pragma: 'no-cache' }

const TokenRequest = Type.Object({}, { title: 'TokenRequest', additionalProperties: true })
const TokenAnswer = Type.Object({}, { title: 'TokenAnswer', additionalProperties: true })
const answer = (description: string) => ({
  description,
  content: { 'application/json': { schema: TokenAnswer } }
})

/** `POST /oauth/token`: the answer of the tenant's own token endpoint, as it is. */
export const tokenRoute: FastifyPluginAsync<{
  config: Config
  dispatcher: Dispatcher
  signInScopes: readonly string[]
}> = async (app, { config, dispatcher, signInScopes }) => {
  const count = createMinuteCounter(mostCalls, mostAddresses)
  app.addHook('onRoute', app.allowAnyOrigin)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(form, { parseAs: 'string', bodyLimit: largestForm }, (_request, body, done) =>
    done(null, body)
  )

  app.post(
    '/oauth/token',
    {
      config: { problems: ['rate_limited'] },
      validatorCompiler: () => () => true,
      onRequest: async ({ ip }) => count(ip),
      errorHandler: refuse,
      schema: {
        operationId: 'token',
        tags: ['sign-in'],
        summary: 'Get tokens',
        description: 'The token endpoint of /oauth/mcp: forwards to that of Entra ID, without `resource`.',
        body: { content: { [form]: { schema: TokenRequest } } },
        response: {
          200: answer('The tokens.'),
          400: answer('An error of RFC 6749 §5.2.'),
          503: answer(
            '`temporarily_unavailable`: Entra ID does not answer. Try again after the seconds in Retry-After.'
          )
        }
      }
    },
    forward
  )

  async function forward(request: FastifyRequest, reply: FastifyReply) {
    const tokenRequest = readTokenRequest(String(request.body ?? ''), signInScopes, config)
    const { status, text, retryAfter } = await askEntra(dispatcher, config, tokenRequest, request)
    if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
    return reply.code(status).headers(uncached).type('application/json').send(text)
  }
}

function refuse(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const { code, message } = toOAuthError(error)
  request.logFields.code = code
  const unavailable = code === 'temporarily_unavailable'
  if (unavailable) reply.header('retry-after', 5)
  reply
    .code(unavailable ? 503 : 400)
    .headers(uncached)
    .type('application/json')
    .send(JSON.stringify({ error: code, error_description: message }))
}

function toOAuthError(error: FastifyError): OAuthError {
  if (error instanceof OAuthError) return error
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new OAuthError('invalid_request', `Send at most ${largestForm} bytes, and a Content-Length.`)
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new OAuthError('invalid_request', `Send the parameters as ${form}.`)
  throw error
}
