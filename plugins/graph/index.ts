import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Dispatcher } from 'undici'
import type { Config } from '../../app/config.ts'
import { retryAfterSeconds } from '../../app/outbound/retry-after.ts'
import { type Answer, send } from '../../app/outbound/send.ts'
import { Problem } from '../../app/problems/problem.ts'
import type { Graph, GraphOptions } from '../../app/tools/tool.ts'
import { traceparent } from '../../app/trace-id.ts'
import { readObject } from './read-object.ts'
import { claimsOf, errorOf, refusal } from './refusal.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Microsoft Graph as the caller. */
    readonly graph: Graph
  }
}

interface Options {
  config: Config
  dispatcher: Dispatcher
  /** Whether answers quote Graph's own error, for the author of a tool. */
  explain: boolean
}

const budget = 10_000
const mostRetries = 2
const retried = new Set([429, 503, 504])

/** Reads Microsoft Graph with the caller's Graph token, from one fixed origin, within 10 seconds, retries included. */
export default fp<Options>(
  async (app, { config, dispatcher, explain }) => {
    app.decorateRequest('graph', {
      getter() {
        return { get: (path, options) => get(this, path, options) }
      }
    })

    async function get(request: FastifyRequest, path: string, options: GraphOptions = {}) {
      const deadline = Date.now() + budget
      const token = await request.graphToken()
      const answer = await ask(request, path, options, token, deadline)
      if (answer.status !== 401) return read(request, answer, options)
      // The token was good when it was exchanged. It may have been revoked since; then a new one helps.
      const renewal = request.renewGraphToken(token)
      if (renewal === 'none' || claimsOf(answer)) return read(request, answer, options)
      if (renewal === 'now') {
        const second = await ask(request, path, options, await request.graphToken(), deadline)
        return read(request, second, options)
      }
      throw new Problem('graph_unavailable', {
        detail:
          'Microsoft Graph does not accept the token of this call; the next call gets a new one. Try again after the seconds in Retry-After.',
        retryAfter: 1
      })
    }

    async function ask(
      request: FastifyRequest,
      path: string,
      options: GraphOptions,
      token: string,
      deadline: number
    ) {
      for (let retries = 0; ; retries++) {
        const answer = await attempt(request, path, options, token, deadline)
        const delay = delayBefore(retries, answer)
        if (delay !== undefined && Date.now() + delay < deadline)
          await wait(delay, undefined, { signal: request.signal })
        else if (answer instanceof Error) throw new Problem('graph_unavailable', { cause: answer })
        else return answer
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

    function read({ logFields }: FastifyRequest, answer: Answer, { blame }: GraphOptions) {
      if (answer.status === 200) return readObject(answer.text)
      const error = errorOf(answer)
      logFields.graphError = error.code
      throw refusal(answer, error, { ...(blame && { blame }), explain })
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

function toGuid(traceId: string): string {
  return traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
