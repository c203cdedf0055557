import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Dispatcher } from 'undici'
import type { Config } from '../app/config.ts'
import { parseObject } from '../app/json-object.ts'
import { retryAfterSeconds } from '../app/outbound/retry-after.ts'
import { type Answer, send } from '../app/outbound/send.ts'
import { invalidInput } from '../app/problems/invalid-input.ts'
import { Problem } from '../app/problems/problem.ts'
import type { Graph, GraphOptions } from '../app/tools/tool.ts'
import { traceparent } from '../app/trace-id.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Microsoft Graph as the caller. */
    readonly graph: Graph
  }
}

const budget = 10_000
const mostRetries = 2
const retried = new Set([429, 503, 504])

/** Reads Microsoft Graph with the caller's Graph token, from one fixed origin, within 10 seconds, retries included. */
export default fp<{ config: Config; dispatcher: Dispatcher }>(
  async (app, { config, dispatcher }) => {
    app.decorateRequest('graph', {
      getter() {
        return { get: (path, options) => get(this, path, options) }
      }
    })

    async function get(request: FastifyRequest, path: string, options: GraphOptions = {}) {
      const token = await request.graphToken()
      const deadline = Date.now() + budget
      for (let retries = 0; ; retries++) {
        const answer = await attempt(request, path, options, token, deadline)
        const delay = delayBefore(retries, answer)
        if (delay === undefined || Date.now() + delay >= deadline) return read(request, answer, options)
        await wait(delay, undefined, { signal: request.signal })
      }
    }

    async function attempt(
      request: FastifyRequest,
      path: string,
      { prefer }: GraphOptions,
      token: string,
      deadline: number
    ): Promise<Answer | Error> {
      try {
        const answer = await send(dispatcher, {
          origin: config.graphUrl,
          path: `/v1.0${path}`,
          headers: {
            authorization: `Bearer ${token}`,
            accept: 'application/json',
            ...(prefer && { prefer }),
            'client-request-id': toGuid(request.id),
            traceparent: traceparent(request.id)
          },
          signal: request.signal,
          timeout: Math.max(deadline - Date.now(), 1)
        })
        request.logFields.graphRequestId = answer.headers['request-id']
        return answer
      } catch (error) {
        return error as Error
      }
    }
  },
  { name: 'graph', dependencies: ['token-exchange', 'request-log', 'signal'] }
)

/** Milliseconds to wait before the next try, or undefined when this answer is the last. */
function delayBefore(retries: number, answer: Answer | Error): number | undefined {
  if (retries === mostRetries) return undefined
  const backOff = 2 ** retries * (100 + Math.random() * 100)
  if (answer instanceof Error) return isDropped(answer) ? backOff : undefined
  if (!retried.has(answer.status)) return undefined
  return answer.headers['retry-after'] === undefined
    ? backOff
    : retryAfterSeconds(answer.headers['retry-after']) * 1000
}

/** The connection failed; as opposed to a timeout, an abort of the caller, or an answer that is too large. */
function isDropped(error: Error & { code?: string }): boolean {
  return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT'].includes(
    error.code ?? ''
  )
}

function read(
  request: FastifyRequest,
  answer: Answer | Error,
  { blame }: GraphOptions
): Record<string, unknown> {
  if (answer instanceof Error) throw new Problem('graph_unavailable', { cause: answer })
  const { status, headers } = answer
  if (status === 200) return objectOf(answer.text)
  if (status === 400 && blame) throw invalidInput(blame, 'Microsoft Graph does not accept it.')
  if (status === 401) {
    request.forgetGraphToken()
    const claims = claimsOf(headers['www-authenticate'])
    if (claims) throw new Problem('claims_required', { claims })
  }
  if (status === 403) throw new Problem('graph_forbidden')
  if (status === 404) throw new Problem('graph_not_found')
  throw new Problem('graph_unavailable', {
    retryAfter: retryAfterSeconds(headers['retry-after']),
    cause: new Error(`Graph answered ${status}`)
  })
}

function objectOf(text: string): Record<string, unknown> {
  const object = parseObject(text)
  if (object) return object
  throw new Problem('graph_unavailable', { cause: new Error('Graph did not answer with a JSON object') })
}

/** The claims of a continuous access evaluation challenge, as JSON text. */
function claimsOf(header: string | string[] | undefined): string | undefined {
  const encoded = /\bclaims="([\w+/=-]+)"/.exec(String(header))?.[1]
  return encoded && Buffer.from(encoded, 'base64').toString()
}

function toGuid(traceId: string): string {
  return traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
