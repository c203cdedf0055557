import { createHash, randomBytes, randomInt } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { name } from '../../../app/service.ts'
import type { Account, Identity } from '../tenant.ts'
import type { Directory } from './directory.ts'
import { graphUri } from './scopes.ts'

/** How the client authenticated, as `azpacr` and `appidacr` say it: `0` not at all, `1` by secret, `2` by assertion. */
export type ClientProof = '0' | '1' | '2'

export interface Delegation {
  account: Account
  clientId: string
  proof: ClientProof
  scopes: string[]
  acrs?: string[]
}

/** A random access token lifetime in seconds. Entra draws from 60 to 90 minutes. */
export function drawLifetime(): number {
  return randomInt(3600, 5400)
}

/** The claims of a user's v2.0 access token for the API. */
export function apiUserClaims(directory: Directory, delegation: Delegation, lifetime: number): JWTPayload {
  const { account, clientId, proof, scopes, acrs } = delegation
  return {
    aud: directory.clientId,
    iss: directory.issuer,
    ...times(lifetime),
    ...(acrs?.length && { acrs }),
    azp: clientId,
    azpacr: proof,
    name: account.name,
    oid: account.oid,
    preferred_username: account.username,
    scp: scopes.join(' '),
    sub: pairwiseSubject(account.oid, directory.clientId),
    tid: directory.tenantId,
    uti: newTokenId(),
    ver: '2.0'
  }
}

/** The claims of a v2.0 app-only token. It has no user and no scopes; `sub` and `oid` are the service principal's. */
export function appClaims(
  directory: Directory,
  identity: Identity,
  audience: string,
  lifetime: number,
  roles: string[] = []
): JWTPayload {
  return {
    aud: audience,
    iss: directory.issuer,
    ...times(lifetime),
    azp: identity.clientId,
    azpacr: '2',
    idtyp: 'app',
    oid: identity.principalId,
    ...(roles.length > 0 && { roles }),
    sub: identity.principalId,
    tid: directory.tenantId,
    uti: newTokenId(),
    ver: '2.0'
  }
}

/** The claims of a user's access token for Graph, which asks for the v1.0 format. */
export function graphUserClaims(directory: Directory, delegation: Delegation, lifetime: number): JWTPayload {
  const { account, clientId, proof, scopes, acrs } = delegation
  return {
    aud: graphUri,
    iss: `https://sts.windows.net/${directory.tenantId}/`,
    ...times(lifetime),
    acr: '1',
    ...(acrs?.length && { acrs }),
    amr: acrs?.length ? ['pwd', 'mfa'] : ['pwd'],
    app_displayname: name,
    appid: clientId,
    appidacr: proof,
    family_name: account.surname,
    given_name: account.givenName,
    idtyp: 'user',
    name: account.name,
    oid: account.oid,
    scp: scopes.join(' '),
    sub: pairwiseSubject(account.oid, graphUri),
    tid: directory.tenantId,
    unique_name: account.username,
    upn: account.username,
    uti: newTokenId(),
    ver: '1.0'
  }
}

/** The claims of an ID token that describe the person. The caller adds `aud`, `iss`, `sub` and the times. */
export function idTokenClaims({ tenantId }: Directory, account: Account) {
  return {
    email: account.username,
    name: account.name,
    oid: account.oid,
    preferred_username: account.username,
    tid: tenantId,
    uti: newTokenId(),
    ver: '2.0'
  }
}

/** The pairwise subject of a user: it differs from one application to the next. */
export function pairwiseSubject(oid: string, applicationId: string): string {
  return createHash('sha256').update(`${oid} ${applicationId}`).digest('base64url')
}

export function newTokenId(): string {
  return randomBytes(16).toString('base64url')
}

/** Entra dates tokens five minutes back, to allow for clocks that are late. */
function times(lifetime: number): { iat: number; nbf: number; exp: number } {
  const now = Math.floor(Date.now() / 1000)
  return { iat: now - 300, nbf: now - 300, exp: now + lifetime }
}
