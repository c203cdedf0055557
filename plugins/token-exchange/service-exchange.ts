import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Dispatcher } from 'undici'
import type { Caller } from '../../app/caller.ts'
import type { Config } from '../../app/config.ts'
import { Problem } from '../../app/problems/problem.ts'
import type { Telemetry } from '../../app/telemetry/telemetry.ts'
import { bearerToken } from '../auth.ts'
import { createOnBehalfOf } from './on-behalf-of.ts'

const longestLifetime = 3300
const shortestLifetime = 60
const mostOutcomes = 5000
/** Seconds. What an administrator or the user has just mended, such as a consent, counts soon after. */
const failureLifetime = 20
/** Seconds, however long Entra asks to wait. */
const longestWait = 30
/** Seconds that a caller is told to wait when Entra says nothing. */
const usualWait = 5

/**
 * The exchange inside the service. Concurrent calls with one token share one exchange. Its outcome is kept: a Graph token
 * while it is good, a failure for seconds, so that a caller who cannot be served does not cost an exchange a call.
 */
export function createExchange(config: Config, dispatcher: Dispatcher, telemetry: Telemetry | null) {
  const onBehalfOf = createOnBehalfOf(config, dispatcher)
  const kept = new LRUCache<string, string | Problem>({ max: mostOutcomes, perf: Date })
  const pending = new Map<string, Promise<string>>()
  // A verified token is one Caller, for as long as it is remembered.
  const keys = new WeakMap<Caller, string>()

  return {
    get(request: FastifyRequest): string | Promise<string> {
      const key = keyOf(request)
      const known = kept.get(key) ?? pending.get(key)
      telemetry?.count('graph_token_cache', known ? 'hit' : 'miss')
      if (known instanceof Problem) throw known
      return known ?? exchange(key, request)
    },
    forget(request: FastifyRequest) {
      kept.delete(keyOf(request))
    }
  }

  function exchange(key: string, request: FastifyRequest): Promise<string> {
    const { caller, logFields } = request
    const result = onBehalfOf(bearerToken(request), logFields).then(
      ({ token, expiresIn }) => {
        const seconds = lifetime(expiresIn, caller as Caller)
        if (seconds >= shortestLifetime) kept.set(key, token, { ttl: seconds * 1000 })
        return token
      },
      (error) => {
        if (error instanceof Problem) remember(key, error)
        throw error
      }
    )
    if (telemetry) countExchange(result, telemetry)
    const shared = result.finally(() => pending.delete(key))
    pending.set(key, shared)
    return shared
  }

  /** The cause is not kept: MSAL may have put the request into it. */
  function remember(key: string, { code, options }: Problem) {
    const seconds =
      code === 'identity_unavailable'
        ? Math.min(options.retryAfter ?? usualWait, longestWait)
        : failureLifetime
    kept.set(key, new Problem(code, { ...options, cause: undefined }), { ttl: seconds * 1000 })
  }

  /** Bound to the very token that was verified: a stronger sign-in, another client or another user never share. */
  function keyOf(request: FastifyRequest): string {
    const caller = request.caller as Caller
    const known = keys.get(caller)
    if (known) return known
    const parts = [config.tenantId, config.clientId, config.graphScope, bearerToken(request)]
    const key = hash('sha256', JSON.stringify(parts), 'base64url')
    keys.set(caller, key)
    return key
  }
}

/** By the codes that the gateway counts too. */
function countExchange(result: Promise<string>, telemetry: Telemetry) {
  result.then(
    () => telemetry.count('exchanges', 'exchanged'),
    (error) => telemetry.count('exchanges', error instanceof Problem ? error.code : 'internal_error')
  )
}

/** Seconds to keep a Graph token: never longer than the caller's own token lives. */
function lifetime(expiresIn: number, caller: Caller): number {
  return Math.min(expiresIn - 300, caller.expiresAt - Date.now() / 1000 - 60, longestLifetime)
}
