import { KeyObject, type webcrypto } from 'node:crypto'
import fp from 'fastify-plugin'
import { createRemoteJWKSet, customFetch, errors, type JWKSCacheInput, jwksCache } from 'jose'
import type { Dispatcher } from 'undici'
import type { Config } from '../app/config.ts'
import { originAndPath, send } from '../app/outbound/send.ts'
import { Problem } from '../app/problems/problem.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Finds the key that signed a token, as PEM; throws `token_invalid` or `identity_unavailable`. */
    signingKey(header: { alg?: string; kid?: string }): Promise<string>
    /** Whether the tenant still publishes the key: what was signed by another counts no more. */
    isSigningKey(kid: string): boolean
  }
}

const timeout = 5_000
const maxAge = 10 * 60_000
const retryAfterFailure = 30_000
/** Milliseconds in which nobody asks a failing key server again for a key id that it may not even have. */
const failureCooldown = 5_000
/** RFC 7518 §3.3. */
const shortestModulus = 2048

/**
 * The signing keys of the tenant. They are fetched when first needed and by one fetch at a time. After 10 minutes they
 * are renewed behind the request, so that the last good keys serve while the key server is down. A key id that they
 * lack fetches them anew, at most every 30 seconds, and every 5 seconds while the key server fails.
 */
export default fp<{ config: Config; dispatcher: Dispatcher }>(
  async (app, { config, dispatcher }) => {
    let retryAt = 0
    let failedUntil = 0
    const cache: JWKSCacheInput = {}
    let published = new Set<string | undefined>()
    let read: unknown
    const pems = new WeakMap<webcrypto.CryptoKey, string>()
    const keys = createRemoteJWKSet(new URL(config.jwksUri), {
      cacheMaxAge: Number.POSITIVE_INFINITY,
      cooldownDuration: 30_000,
      timeoutDuration: timeout,
      [jwksCache]: cache,
      [customFetch]: async (url, { headers, signal }) => {
        const { status, text } = await send(dispatcher, {
          ...originAndPath(url),
          headers: Object.fromEntries(headers),
          signal,
          timeout
        })
        return new Response(text, { status })
      }
    })

    app.decorate('signingKey', async ({ alg, kid }) => {
      // RFC 8725 §3.1: the algorithm is ours to choose, never the token's.
      if (alg !== 'RS256' || typeof kid !== 'string') throw new Problem('token_invalid')
      renewInBackground()
      if (Date.now() < failedUntil && !isPublished(kid)) throw new Problem('identity_unavailable')
      try {
        return pemOf((await keys({ alg, kid })) as webcrypto.CryptoKey)
      } catch (cause) {
        if (cause instanceof Problem) throw cause
        if (cause instanceof errors.JWKSNoMatchingKey) throw new Problem('token_invalid', { cause })
        failedUntil = Date.now() + failureCooldown
        throw new Problem('identity_unavailable', { cause })
      }
    })
    app.decorate('isSigningKey', (kid) => {
      renewInBackground()
      return isPublished(kid)
    })

    function isPublished(kid: string): boolean {
      if (read !== cache.jwks) {
        read = cache.jwks
        published = new Set(cache.jwks?.keys.map((key) => key.kid))
      }
      return published.has(kid)
    }

    /** A key is exported once: each new caller asks for it. */
    function pemOf(key: webcrypto.CryptoKey): string {
      const known = pems.get(key)
      if (known) return known
      const keyObject = KeyObject.from(key)
      if ((keyObject.asymmetricKeyDetails?.modulusLength ?? 0) < shortestModulus)
        throw new Problem('token_invalid', { cause: new Error('the signing key is too short') })
      const pem = keyObject.export({ type: 'spki', format: 'pem' }).toString()
      pems.set(key, pem)
      return pem
    }

    function renewInBackground() {
      // Jose writes the time of the last good answer into the cache.
      if (!cache.uat || Date.now() < Math.max(cache.uat + maxAge, retryAt)) return
      retryAt = Date.now() + retryAfterFailure
      keys.reload().catch((err) => app.log.warn({ code: err.code }, 'signing keys not renewed'))
    }
  },
  { name: 'signing-keys' }
)
