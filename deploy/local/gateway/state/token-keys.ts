import {
  type CryptoKey,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTHeaderParameters,
  type RemoteJWKSet
} from 'jose'
import { type Dispatcher, fetch } from 'undici'

export interface Issuer {
  issuer: string
  /** Finds the key for a token's header. Throws jose's errors. */
  key(header: JWTHeaderParameters): Promise<CryptoKey>
}

/** Finds an issuer by the URL of its OpenID metadata. */
export type TokenKeys = (metadataUrl: string) => Promise<Issuer>

const metadataAge = 60 * 60 * 1000
// The keys are fetched again for an unknown key id, but at most once in five minutes (validate-jwt reference).
const refreshPause = 5 * 60 * 1000

/**
 * Creates the cache of OpenID metadata and signing keys. They are fetched once for all calls and kept for an hour. While
 * the server is down, the last ones stay in use.
 */
export function createTokenKeys(dispatcher: Dispatcher): TokenKeys {
  const held = new Map<string, { issuer: Issuer; until: number }>()
  const fetching = new Map<string, Promise<Issuer>>()
  return async (metadataUrl) => {
    const found = held.get(metadataUrl)
    if (found && found.until > Date.now()) return found.issuer
    const pending = fetching.get(metadataUrl) ?? load(metadataUrl).finally(() => fetching.delete(metadataUrl))
    fetching.set(metadataUrl, pending)
    return pending.catch((error) => {
      if (found) return found.issuer
      throw error
    })
  }

  async function load(metadataUrl: string) {
    const { issuer, jwks_uri } = await metadata(metadataUrl)
    const options = { cooldownDuration: Number.POSITIVE_INFINITY, cacheMaxAge: Number.POSITIVE_INFINITY }
    const keys = createRemoteJWKSet(new URL(jwks_uri), { ...options, [customFetch]: fetchKeys })
    await keys.reload()
    const loaded = { issuer, key: refreshing(keys) }
    held.set(metadataUrl, { issuer: loaded, until: Date.now() + metadataAge })
    return loaded
  }

  async function metadata(url: string) {
    const response = await fetch(url, { dispatcher, signal: AbortSignal.timeout(10_000) })
    const document = await response.json()
    if (!response.ok || !isMetadata(document)) throw new Error(`There is no OpenID metadata at ${url}.`)
    return document
  }

  async function fetchKeys(url: string, { signal }: { signal: AbortSignal }) {
    const response = await fetch(url, { dispatcher, signal })
    return new Response(await response.text(), { status: response.status })
  }
}

function refreshing(keys: RemoteJWKSet) {
  let refreshedAt = Number.NEGATIVE_INFINITY
  return async (header: JWTHeaderParameters) => {
    try {
      return await keys(header)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || Date.now() - refreshedAt < refreshPause) throw error
      refreshedAt = Date.now()
      await keys.reload()
      return keys(header)
    }
  }
}

function isMetadata(value: unknown): value is { issuer: string; jwks_uri: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'issuer' in value &&
    typeof value.issuer === 'string' &&
    'jwks_uri' in value &&
    typeof value.jwks_uri === 'string'
  )
}
