import type { Identity } from '../tenant.ts'
import type { SigningKeys } from './signing-keys.ts'

/** What the parts of the local Entra know about the tenant and the API registered in it. */
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
  redirectAllowed(clientId: string, uri: string): boolean
}
