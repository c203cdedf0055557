import { KeyObject, type webcrypto } from 'node:crypto'
import fp from 'fastify-plugin'
import { createRemoteJWKSet, customFetch, errors } from 'jose'
import type { Dispatcher } from 'undici'
import type { Config } from '../app/config.ts'
import { originAndPath, send } from '../app/outbound/send.ts'
import { Problem } from '../app/problems/problem.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Finds the key that signed a token, as PEM; throws `token_invalid` or `identity_unavailable`. */
    signingKey(header: { alg?: string; kid?: string }): Promise<string>
  }
}

const timeout = 5_000
const maxAge = 10 * 60_000
const retryAfterFailure = 30_000

/**
 * The signing keys of the tenant. They are fetched when first needed and by one fetch at a time. After 10 minutes they
 * are renewed behind the request, so that the last good keys serve while the key server is down. A key id that they
 * lack fetches them anew, at most every 30 seconds.
 */
export default fp<{ config: Config; dispatcher: Dispatcher }>(
  async (app, { config, dispatcher }) => {
    let renewAt = 0
    const pems = new WeakMap<webcrypto.CryptoKey, string>()
    const keys = createRemoteJWKSet(new URL(config.jwksUri), {
      cacheMaxAge: Number.POSITIVE_INFINITY,
      cooldownDuration: 30_000,
      timeoutDuration: timeout,
      [customFetch]: async (url, { headers, signal }) => {
        const { status, text } = await send(dispatcher, {
          ...originAndPath(url),
          headers: Object.fromEntries(headers),
          signal,
          timeout
        })
        if (status === 200) renewAt = Date.now() + maxAge
        return new Response(text, { status })
      }
    })

    app.decorate('signingKey', async ({ alg, kid }) => {
      // RFC 8725 §3.1: the algorithm is ours to choose, never the token's.
      if (alg !== 'RS256' || typeof kid !== 'string') throw new Problem('token_invalid')
      renewInBackground()
      try {
        return pemOf((await keys({ alg, kid })) as webcrypto.CryptoKey)
      } catch (cause) {
        throw new Problem(
          cause instanceof errors.JWKSNoMatchingKey ? 'token_invalid' : 'identity_unavailable',
          { cause }
        )
      }
    })

    /** A key is exported once: each new caller asks for it. */
    function pemOf(key: webcrypto.CryptoKey): string {
      const pem = pems.get(key) ?? KeyObject.from(key).export({ type: 'spki', format: 'pem' }).toString()
      pems.set(key, pem)
      return pem
    }

    function renewInBackground() {
      if (!keys.jwks() || Date.now() < renewAt) return
      renewAt = Date.now() + retryAfterFailure
      keys.reload().catch((err) => app.log.warn({ code: err.code }, 'signing keys not renewed'))
    }
  },
  { name: 'signing-keys' }
)
