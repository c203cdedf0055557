import type { Identity } from '../tenant.ts'
import type { DocumentHosts } from './client-document.ts'
import type { Consents } from './consents.ts'
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
  /** What the API's scopes are called on the consent page, by their short names. */
  scopeTitles?: Record<string, string>
  keys: SigningKeys
  consents: Consents
  documentHosts: DocumentHosts
  /** How many seconds the next access token of a user lives. */
  tokenLifetime(): number
  redirectAllowed(clientId: string, uri: string): boolean
}
