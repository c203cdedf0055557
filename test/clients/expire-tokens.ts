import { setTimeout as delay } from 'node:timers/promises'
import { bearer } from '../answer.ts'
import type { Chain } from '../chain.ts'

/** Resolves when every access token that was issued until now has expired. Give the chain a short `tokenLifetime`. */
export async function expireTokens(chain: Chain): Promise<void> {
  const token = await chain.token()
  while ((await chain.call('/me', bearer(token))).status !== 401) await delay(200)
}
