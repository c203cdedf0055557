import type { Cloud } from '../../../app/clouds.ts'
import type { Identity } from '../tenant.ts'
import type { DocumentHosts } from './client-document.ts'
import type { Consents } from './consents.ts'
import type { Platform } from './redirect-uris.ts'
import type { RefreshTokens } from './refresh-tokens.ts'
import type { SigningKeys } from './signing-keys.ts'

/** The tenant of the local Entra and the API that is registered in it. */
export interface Directory {
  url: string
  issuer: string
  /** The addresses of the cloud that the tenant is in. */
  cloud: Pick<Cloud, 'graphUrl' | 'exchangeAudience'>
  tenantId: string
  clientId: string
  clientSecret?: string
  identity: Identity
  /** The managed identity, by its object id, that the API's federated credential trusts. */
  federatedSubject: string
  /** The scopes that the API declares. Everybody has consented to them. */
  apiScopes: string[]
  /** What the API's scopes are called on the consent page, by their short names. */
  scopeTitles?: Record<string, string>
  /** The delegated Graph permissions that an administrator has consented to for the API. */
  graphScopes: string[]
  /** The App ID URIs of the API, and its client id, name it in scopes. The first is the one to recommend. */
  appIdUris: [string, ...string[]]
  /** `requestedAccessTokenVersion` of the API's manifest, where null stands for 1. */
  accessTokenVersion: 1 | 2
  /** "Assignment required" of the API's enterprise application. */
  assignmentRequired: boolean
  keys: SigningKeys
  refreshTokens: RefreshTokens
  consents: Consents
  documentHosts: DocumentHosts
  /** How many seconds the next access token of a user lives. */
  tokenLifetime(): number
  /** The platform under which an application has a redirect URI; undefined where it has not. */
  platformOf(clientId: string, uri: string): Platform | undefined
}
