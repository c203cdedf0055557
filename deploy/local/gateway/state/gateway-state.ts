import type { Dispatcher } from 'undici'
import type { Cache } from './cache.ts'
import type { Counters } from './counters.ts'
import type { IdentityTokens } from './identity-tokens.ts'
import type { TokenKeys } from './token-keys.ts'

/** What outlives a call and is shared by all of them. */
export interface Gateway {
  authorityHost: string
  backendUrl: string
  /** URLs of the backend entities by id, without a slash at their end. */
  backends: ReadonlyMap<string, string>
  cache: Cache
  counters: Counters
  dispatcher: Dispatcher
  identityTokens: IdentityTokens
  tokenKeys: TokenKeys
}
