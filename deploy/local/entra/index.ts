import { randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { createFaults, type Faults } from '../faults.ts'
import { listenOnLoopback, type SeenRequest } from '../loopback-server.ts'
import { type Identity, nativeClientId, vsCodeClientId } from '../tenant.ts'
import { createHandler } from './handler.ts'
import { identityPath } from './managed-identity.ts'
import { isRegistered, vsCodeRedirectUris, webRedirectUris } from './redirect-uris.ts'
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
  /** The redirect URIs of the public client. */
  publicRedirectUris: string[]
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
export async function startEntra(options: EntraOptions): Promise<Entra> {
  const { port, redirectUris, publicRedirectUris, tokenLifetime, ...registration } = options
  const keys = await createSigningKeys()
  const faults = createFaults()
  const identityHeader = randomUUID()
  const allowed = new Set([...redirectUris, ...webRedirectUris])
  const registered = new Map<string, Iterable<string>>([
    [registration.clientId, allowed],
    [nativeClientId, publicRedirectUris],
    [vsCodeClientId, vsCodeRedirectUris]
  ])
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
    return isRegistered(registered.get(clientId) ?? [], uri)
  }
}
