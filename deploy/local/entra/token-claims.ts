import { createHash, randomBytes, randomInt } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { name } from '../../../app/service.ts'
import type { Account, Identity } from '../tenant.ts'
import type { Directory } from './directory.ts'
import type { RequestedScopes } from './scopes.ts'

/** How the client authenticated, as `azpacr` and `appidacr` say it: `0` not at all, `1` by secret, `2` by assertion. */
export type ClientProof = '0' | '1' | '2'

export interface Delegation {
  account: Account
  clientId: string
  proof: ClientProof
  requested: Pick<RequestedScopes, 'names' | 'identifier'>
  acrs: string[]
  /** The client's capabilities, such as `cp1`. */
  capabilities: string[]
}

/** An application that asks for a token as itself. */
export interface Application extends Identity {
  proof: ClientProof
  /** How it named the resource. */
  identifier: string
}

/** A random access token lifetime in seconds. Entra draws from 60 to 90 minutes. */
export function drawLifetime(): number {
  return randomInt(3600, 5400)
}

/** The claims of a user's access token for the API, in the version that the API asks for. */
export function apiUserClaims(directory: Directory, delegation: Delegation, lifetime: number): JWTPayload {
  const { account, clientId, proof, requested, acrs, capabilities } = delegation
  return {
    ...apiClaims(directory, { clientId, proof, identifier: requested.identifier }, lifetime),
    ...(acrs.length > 0 && { acrs }),
    name: account.name,
    oid: account.oid,
    scp: requested.names.join(' '),
    sub: pairwiseSubject(account.oid, directory.clientId),
    ...(directory.accessTokenVersion === 1
      ? { acr: '1', amr: acrs.length > 0 ? ['pwd', 'mfa'] : ['pwd'], ...oldNames(account) }
      : { preferred_username: account.username }),
    ...(capabilities.length > 0 && { xms_cc: capabilities })
  }
}

/** The claims of an application's own token for the API. It has no user and no scopes. */
export function apiAppClaims(directory: Directory, application: Application, lifetime: number): JWTPayload {
  return { ...apiClaims(directory, application, lifetime), ...principalClaims(application) }
}

/** The claims of a user's access token for Graph, which asks for the v1.0 format. */
export function graphUserClaims(directory: Directory, delegation: Delegation, lifetime: number): JWTPayload {
  const { account, clientId, proof, requested, acrs, capabilities } = delegation
  return {
    ...graphClaims(directory, { clientId, proof }, lifetime),
    acr: '1',
    ...(acrs.length > 0 && { acrs }),
    amr: acrs.length > 0 ? ['pwd', 'mfa'] : ['pwd'],
    ...oldNames(account),
    idtyp: 'user',
    name: account.name,
    oid: account.oid,
    scp: requested.names.join(' '),
    sub: pairwiseSubject(account.oid, directory.cloud.graphUrl),
    ...(capabilities.length > 0 && { xms_cc: capabilities })
  }
}

/** The claims of an application's own token for Graph. */
export function graphAppClaims(directory: Directory, application: Application, lifetime: number): JWTPayload {
  return { ...graphClaims(directory, application, lifetime), ...principalClaims(application) }
}

/** The claims of a managed identity's v2.0 token. */
export function identityClaims(
  directory: Directory,
  identity: Identity,
  audience: string,
  lifetime: number
): JWTPayload {
  return {
    aud: audience,
    iss: directory.issuer,
    ...common(directory, lifetime),
    azp: identity.clientId,
    azpacr: '2',
    ...principalClaims(identity),
    ver: '2.0'
  }
}

/** The claims of an ID token. `profile` and `email` are scopes of their own. */
export function idTokenClaims(
  directory: Directory,
  { account, clientId, requested, nonce }: IdTokenSubject,
  lifetime: number
): JWTPayload {
  return {
    aud: clientId,
    iss: directory.issuer,
    ...common(directory, lifetime),
    ...(requested.openId.has('email') && { email: account.username }),
    ...(requested.openId.has('profile') && {
      name: account.name,
      oid: account.oid,
      preferred_username: account.username
    }),
    ...(nonce && { nonce }),
    sub: pairwiseSubject(account.oid, clientId),
    ver: '2.0'
  }
}

interface IdTokenSubject {
  account: Account
  clientId: string
  requested: Pick<RequestedScopes, 'openId'>
  nonce?: string | undefined
}

/** The pairwise subject of a user: it differs from one application to the next. */
export function pairwiseSubject(oid: string, applicationId: string): string {
  return createHash('sha256').update(`${oid} ${applicationId}`).digest('base64url')
}

/** The issuer of v1.0 tokens, wherever the tenant's endpoints are. */
export function v1Issuer({ tenantId }: Directory): string {
  return `https://sts.windows.net/${tenantId}/`
}

/** The audience of a v1.0 token is the name by which the request calls the API, of a v2.0 token always the client id. */
function apiClaims(directory: Directory, client: ApiClient, lifetime: number): JWTPayload {
  const { clientId, proof, identifier } = client
  return directory.accessTokenVersion === 1
    ? {
        aud: identifier,
        iss: v1Issuer(directory),
        ...common(directory, lifetime),
        appid: clientId,
        appidacr: proof,
        ver: '1.0'
      }
    : {
        aud: directory.clientId,
        iss: directory.issuer,
        ...common(directory, lifetime),
        azp: clientId,
        azpacr: proof,
        ver: '2.0'
      }
}

type ApiClient = Pick<Application, 'clientId' | 'proof' | 'identifier'>

function graphClaims(
  directory: Directory,
  { clientId, proof }: Pick<Application, 'clientId' | 'proof'>,
  lifetime: number
): JWTPayload {
  return {
    aud: directory.cloud.graphUrl,
    iss: v1Issuer(directory),
    ...common(directory, lifetime),
    app_displayname: name,
    appid: clientId,
    appidacr: proof,
    ver: '1.0'
  }
}

function principalClaims({ principalId }: Identity): JWTPayload {
  return { idtyp: 'app', oid: principalId, sub: principalId }
}

/** The names of a person in v1.0 tokens. */
function oldNames({ surname, givenName, username }: Account) {
  return { family_name: surname, given_name: givenName, unique_name: username, upn: username }
}

/** Entra dates tokens five minutes back, to allow for clocks that are late. */
function common({ tenantId }: Directory, lifetime: number) {
  const now = Math.floor(Date.now() / 1000)
  return {
    iat: now - 300,
    nbf: now - 300,
    exp: now + lifetime,
    tid: tenantId,
    uti: randomBytes(16).toString('base64url')
  }
}
