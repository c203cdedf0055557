import { randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { createFaults, type Faults } from '../faults.ts'
import { listenOnLoopback, type SeenRequest } from '../loopback-server.ts'
import { type Identity, nativeClientId } from '../tenant.ts'
import { createHandler } from './handler.ts'
import { identityPath } from './managed-identity.ts'
import { createSigningKeys } from './signing-keys.ts'
import { drawLifetime } from './token-claims.ts'

export interface EntraOptions {
  /** 0 picks a free port. */
  port: number
  tenantId: string
  clientId: string
  /** The secret of the API's application; without it only the federated credential is accepted. */
  clientSecret?: string
  /** The redirect URIs of the API's application. */
  redirectUris: string[]
  /** The managed identity that the API's federated credential trusts. */
  identity: Identity
  apiScopes: string[]
  appIdUri: string
  /** How many seconds each access token of a user lives, for clients that must refresh it. As Entra draws it by default. */
  tokenLifetime?: number
}

export interface Entra {
  url: string
  issuer: string
  faults: Faults
  /** The values of `IDENTITY_ENDPOINT` and `IDENTITY_HEADER`, which Container Apps sets. */
  identityEndpoint: string
  identityHeader: string
  /** The last requests, without their bodies. */
  requests: SeenRequest[]
  allowRedirect(uri: string): void
  rotateKeys(): Promise<void>
  /** Signs any claims, so that a test can send a token that must be refused. */
  sign(claims: JWTPayload): Promise<string>
  close(): Promise<void>
}

/** Starts the local stand-in for Microsoft Entra ID on loopback. */
export async function startEntra({
  port,
  redirectUris,
  tokenLifetime,
  ...registration
}: EntraOptions): Promise<Entra> {
  const keys = await createSigningKeys()
  const faults = createFaults()
  const identityHeader = randomUUID()
  const allowed = new Set(redirectUris)
  let renew = () => {}

  const server = await listenOnLoopback(port, faults, (url) => {
    const directory = {
      ...registration,
      url,
      issuer: issuerAt(url),
      keys,
      redirectAllowed,
      tokenLifetime: () => tokenLifetime ?? drawLifetime()
    }
    const handler = createHandler(directory, identityHeader)
    renew = handler.renew
    return handler.handle
  })

  return {
    url: server.url,
    issuer: issuerAt(server.url),
    faults,
    identityEndpoint: `${server.url}${identityPath}`,
    identityHeader,
    requests: server.requests,
    allowRedirect: (uri) => void allowed.add(uri),
    async rotateKeys() {
      await keys.rotate()
      renew()
    },
    sign: keys.sign,
    close: server.close
  }

  function issuerAt(url: string): string {
    return `${url}/${registration.tenantId}/v2.0`
  }

  function redirectAllowed(clientId: string, uri: string): boolean {
    return clientId === nativeClientId ? isLoopback(uri) : allowed.has(uri)
  }
}

function isLoopback(uri: string): boolean {
  const url = URL.parse(uri)
  return url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
}
