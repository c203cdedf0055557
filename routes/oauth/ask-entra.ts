import type { FastifyRequest } from 'fastify'
import type { Dispatcher } from 'undici'
import type { Config } from '../../app/config.ts'
import { isObject } from '../../app/json-object.ts'
import { OAuthError } from '../../app/oauth/oauth-error.ts'
import { retryAfterSeconds } from '../../app/outbound/retry-after.ts'
import { originAndPath, send } from '../../app/outbound/send.ts'

const timeout = 10_000

/** Sends a token request to Entra. Throws `temporarily_unavailable` unless Entra answers in JSON, whatever it says there. */
export async function askEntra(
  dispatcher: Dispatcher,
  config: Config,
  form: URLSearchParams,
  { id, headers, signal }: Pick<FastifyRequest, 'id' | 'headers' | 'signal'>
): Promise<{ status: number; text: string; retryAfter?: number }> {
  const answer = await send(dispatcher, {
    method: 'POST',
    ...originAndPath(config.tokenEndpoint),
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      // Entra writes it into its sign-in log as the correlation id.
      'client-request-id': asGuid(id),
      ...(isBasic(headers.authorization) && { authorization: headers.authorization }),
      // Entra redeems the codes of single-page applications only for a request from a page.
      ...(headers.origin !== undefined && { origin: headers.origin })
    },
    body: form.toString(),
    signal,
    timeout
  }).catch(() => undefined)
  if (!answer || (answer.status >= 300 && answer.status < 400) || !isJsonObject(answer.text))
    throw new OAuthError(
      'temporarily_unavailable',
      'The identity provider does not answer. Try again in 5 seconds.'
    )
  const { status, text } = answer
  const waits = status === 429 || status === 503
  return { status, text, ...(waits && { retryAfter: retryAfterSeconds(answer.headers['retry-after']) }) }
}

function isBasic(authorization: string | undefined): authorization is string {
  return /^Basic +[\w+/-]+={0,2}$/i.test(authorization ?? '')
}

function isJsonObject(text: string): boolean {
  try {
    return isObject(JSON.parse(text))
  } catch {
    return false
  }
}

function asGuid(traceId: string): string {
  return traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
