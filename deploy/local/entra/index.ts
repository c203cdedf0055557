import type { Identity } from '../accounts.ts'
import type { Faults } from '../faults.ts'

export interface EntraOptions {
  port: number
  tenantId: string
  clientId: string
  clientSecret?: string
  redirectUris: string[]
  identity: Identity
  apiScopes: string[]
  appIdUri: string
}

export interface Entra {
  url: string
  issuer: string
  faults: Faults
  identityEndpoint: string
  identityHeader: string
  requests: { method: string; path: string; status: number }[]
  allowRedirect(uri: string): void
  rotateKeys(): Promise<void>
  close(): Promise<void>
}

export async function startEntra(_options: EntraOptions): Promise<Entra> {
  throw new Error('not yet')
}
