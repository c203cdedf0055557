import type { Dispatcher } from 'undici'
import type { Cache } from './cache.ts'
import type { Counters } from './counters.ts'
import type { IdentityTokens } from './identity-tokens.ts'
import type { TokenKeys } from './token-keys.ts'

export interface Subscription {
  id: string
  key: string
}

/** What outlives a call and is shared by all of them. */
export interface Gateway {
  authorityHost: string
  backendUrl: string
  /** URLs of the backend entities by id, without a slash at their end. */
  backends: ReadonlyMap<string, string>
  cache: Cache
  counters: Counters
  /** By their keys. */
  subscriptions: ReadonlyMap<string, Subscription>
  dispatcher: Dispatcher
  identityTokens: IdentityTokens
  startedAt: number
  tokenKeys: TokenKeys
}
