import { setTimeout as delay } from 'node:timers/promises'
import type { Chain } from '../chain.ts'

/** Resolves when every access token that was issued until now has expired. Give the chain a short `tokenLifetime`. */
export async function expireTokens(chain: Chain): Promise<void> {
  const authorization = `Bearer ${await chain.token()}`
  while ((await chain.call('/me', { headers: { authorization } })).status !== 401) await delay(200)
}
