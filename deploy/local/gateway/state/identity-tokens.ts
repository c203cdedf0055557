import { decodeJwt } from 'jose'

/** Fetches a token of a managed identity: the default one, or the one with the client id. */
export type Identity = (
  resource: string,
  clientId: string | undefined,
  signal: AbortSignal
) => Promise<string>

/** Gives a token from the cache, or fetches it; `fetched` says which. */
export type IdentityTokens = (...args: Parameters<Identity>) => Promise<{ token: string; fetched: boolean }>

/** Keeps each managed identity token until a minute before it expires. API Management's host caches them too. */
export function cacheIdentity(identity: Identity): IdentityTokens {
  const held = new Map<string, { token: string; until: number }>()
  return async (resource, clientId, signal) => {
    const key = JSON.stringify([resource, clientId])
    const found = held.get(key)
    if (found && found.until > Date.now()) return { token: found.token, fetched: false }
    const token = await identity(resource, clientId, signal)
    held.set(key, { token, until: expiry(token) - 60_000 })
    return { token, fetched: true }
  }
}

function expiry(token: string) {
  try {
    return (decodeJwt(token).exp ?? 0) * 1000
  } catch {
    return 0
  }
}
