import type { Dispatcher } from 'undici'
import type { Cache } from './cache.ts'
import type { Counters } from './counters.ts'
import type { IdentityTokens } from './identity-tokens.ts'
import type { TokenKeys } from './token-keys.ts'

export interface Subscription {
  id: string
  key: string
}

/** The settings and the state that all calls share. */
export interface Gateway {
  authorityHost: string
  backendUrl: string
  /** URLs of the backend entities by id, without a slash at their end. */
  backends: ReadonlyMap<string, string>
  cache: Cache
  counters: Counters
  /** The subscriptions by key. */
  subscriptions: ReadonlyMap<string, Subscription>
  dispatcher: Dispatcher
  identityTokens: IdentityTokens
  startedAt: number
  tokenKeys: TokenKeys
}
