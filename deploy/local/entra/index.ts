import { randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { type Cloud, cloudsByName } from '../../../app/clouds.ts'
import type { Certificate } from '../certificate.ts'
import { createFaults, type Faults } from '../faults.ts'
import { listenOnLoopback, type SeenRequest } from '../loopback-server.ts'
import { type Account, accounts, type Identity, nativeClientId, vsCodeClientId } from '../tenant.ts'
import { type AgentKind, agentTokenClaims } from './agent-identity.ts'
import type { DocumentHosts } from './client-document.ts'
import { createConsents } from './consents.ts'
import type { Directory } from './directory.ts'
import { createHandler } from './handler.ts'
import { identityPath } from './managed-identity.ts'
import { findPlatform, type RedirectUris, vsCodeRedirectUris } from './redirect-uris.ts'
import { createRefreshTokens } from './refresh-tokens.ts'
import { createSigningKeys } from './signing-keys.ts'
import { drawLifetime } from './token-claims.ts'

export interface EntraOptions {
  /** 0 picks a free port. */
  port: number
  /** The address by which its clients know it, where that is not the one on loopback. */
  publicUrl?: string
  /** The cloud of the tenant; the public one by default. */
  cloud?: Pick<Cloud, 'graphUrl' | 'exchangeAudience'>
  /** Serves https, with a certificate of its own. False by default. */
  https?: boolean
  tenantId: string
  clientId: string
  /** The secret of the API's application; without it only the federated credential is accepted. */
  clientSecret?: string
  /** The redirect URIs of the API's application under "Single-page application". */
  redirectUris: string[]
  /** Those under "Web"; none by default. */
  webRedirectUris?: string[]
  /** The redirect URIs of the clients' registration. */
  clientRedirectUris: RedirectUris
  /** The managed identity whose tokens this process hands out. */
  identity: Identity
  /** The subject of the API's federated credential; the managed identity unless given. */
  federatedSubject?: string
  apiScopes: string[]
  /** What the API's scopes are called on the consent page, by their short names. */
  scopeTitles?: Record<string, string>
  graphScopes: string[]
  appIdUris: [string, ...string[]]
  /** The version of the API's access tokens, 2 by default. */
  accessTokenVersion?: 1 | 2
  assignmentRequired?: boolean
  /** How many seconds each access token for the API lives, for clients that must refresh it. As Entra draws it by default. */
  tokenLifetime?: number
}

export interface Entra {
  url: string
  issuer: string
  /** Where it listens on loopback. */
  port: number
  loopbackUrl: string
  /** The certificate authority that clients must trust, in PEM. Only with https. */
  ca: string | undefined
  faults: Faults
  /** The values of `IDENTITY_ENDPOINT` and `IDENTITY_HEADER`, which Container Apps sets. */
  identityEndpoint: string
  identityHeader: string
  /** The last requests, without their bodies. */
  requests: SeenRequest[]
  allowRedirect(uri: string): void
  /** Lets Entra fetch client metadata documents of an https origin, which a server on loopback stands for. */
  serveDocuments(origin: string, loopbackUrl: string): void
  rotateKeys(): Promise<void>
  /** Signs any claims, so that a test can send a token that must be refused. */
  sign(claims: JWTPayload): Promise<string>
  /** A token for the API that an agent identity calls with. */
  agentToken(kind: AgentKind, options?: { user?: Account; scopes?: string[] }): Promise<string>
  close(): Promise<void>
}

/** Starts the local stand-in for Microsoft Entra ID on loopback. */
export async function startEntra(options: EntraOptions): Promise<Entra> {
  const {
    port,
    https,
    publicUrl,
    redirectUris,
    webRedirectUris = [],
    clientRedirectUris,
    tokenLifetime,
    ...registration
  } = {
    cloud: cloudsByName.AzureCloud,
    federatedSubject: options.identity.principalId,
    accessTokenVersion: 2 as const,
    assignmentRequired: false,
    ...options
  }
  const keys = await createSigningKeys()
  const certificate = https ? await newCertificate() : undefined
  const faults = createFaults()
  const identityHeader = randomUUID()
  const singlePage = [...redirectUris]
  const registered = new Map<string, RedirectUris>([
    [registration.clientId, { publicClient: [], web: webRedirectUris, spa: singlePage }],
    [nativeClientId, clientRedirectUris],
    [vsCodeClientId, vsCodeRedirectUris]
  ])
  const documentHosts: DocumentHosts = {}
  const refreshTokens = createRefreshTokens()
  const consents = createConsents()

  const server = await listenOnLoopback(
    port,
    faults,
    (url) => createHandler(directoryAt(publicUrl ?? url), identityHeader),
    certificate
  )
  const directory = directoryAt(publicUrl ?? server.url)

  return {
    url: directory.url,
    issuer: directory.issuer,
    port: Number(new URL(server.url).port),
    loopbackUrl: server.url,
    ca: certificate?.ca,
    faults,
    identityEndpoint: `${server.url}${identityPath}`,
    identityHeader,
    requests: server.requests,
    allowRedirect: (uri) => void singlePage.push(uri),
    serveDocuments(origin, loopbackUrl) {
      documentHosts[origin] = loopbackUrl
    },
    rotateKeys: keys.rotate,
    sign: keys.sign,
    agentToken: (kind, { user = accounts.user, scopes = ['access_as_user'] } = {}) =>
      keys.sign(agentTokenClaims(directory, kind, { account: user, scopes })),
    close: server.close
  }

  function directoryAt(url: string): Directory {
    return {
      ...registration,
      url,
      issuer: `${url}/${registration.tenantId}/v2.0`,
      keys,
      refreshTokens,
      consents,
      documentHosts,
      platformOf,
      tokenLifetime: () => tokenLifetime ?? drawLifetime()
    }
  }

  function platformOf(clientId: string, uri: string) {
    const uris = registered.get(clientId)
    return uris && findPlatform(uris, uri)
  }
}

/** Loads what makes certificates only where one is made: that takes longer than the rest of the start. */
async function newCertificate(): Promise<Certificate> {
  const { createCertificate } = await import('../certificate.ts')
  return createCertificate()
}
