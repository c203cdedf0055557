import type { Identity } from '../tenant.ts'
import type { SigningKeys } from './signing-keys.ts'

/** The tenant of the local Entra and the API that is registered in it. */
export interface Directory {
  url: string
  issuer: string
  tenantId: string
  clientId: string
  clientSecret?: string
  identity: Identity
  apiScopes: string[]
  appIdUri: string
  keys: SigningKeys
  /** How many seconds the next access token of a user lives. */
  tokenLifetime(): number
  redirectAllowed(clientId: string, uri: string): boolean
}
