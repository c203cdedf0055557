import { decodeJwt } from 'jose'

export type Identity = (
  resource: string,
  clientId: string | undefined,
  signal: AbortSignal
) => Promise<string>
/** Says also whether it had to be fetched. */
export type IdentityTokens = (...args: Parameters<Identity>) => Promise<{ token: string; fetched: boolean }>

/** Keeps each managed-identity token until shortly before it expires, as the gateway's platform does. */
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
