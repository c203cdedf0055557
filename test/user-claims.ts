import { randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import type { Config } from '../app/config.ts'
import { accounts, nativeClientId } from '../deploy/local/tenant.ts'

/** The claims of a good v2.0 access token of a user, no two alike, with the changes that a test wants to see judged. */
export function userClaims(config: Config, changes: Record<string, unknown> = {}): JWTPayload {
  const now = Math.floor(Date.now() / 1000)
  const { oid, name, username } = accounts.user
  return {
    aud: config.clientId,
    iss: config.authorizationServer,
    iat: now - 300,
    nbf: now - 300,
    exp: now + 3600,
    azp: nativeClientId,
    name,
    oid,
    preferred_username: username,
    scp: 'access_as_user',
    tid: config.tenantId,
    uti: randomUUID(),
    ver: '2.0',
    ...changes
  }
}

/** The same user's claims in a v1.0 token. */
export function userClaimsV1(config: Config, changes: Record<string, unknown> = {}): JWTPayload {
  const { azp, preferred_username, ...claims } = userClaims(config)
  return {
    ...claims,
    aud: config.appIdUri,
    iss: `https://sts.windows.net/${config.tenantId}/`,
    appid: azp,
    upn: preferred_username,
    ver: '1.0',
    ...changes
  }
}
