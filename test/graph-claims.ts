import { randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import type { Config } from '../app/config.ts'
import { accounts } from '../deploy/local/tenant.ts'

/** The claims of the Graph token that an exchange gives for a user, no two alike. */
export function graphClaims(config: Config, { oid } = accounts.user): JWTPayload {
  const now = Math.floor(Date.now() / 1000)
  return {
    aud: 'https://graph.microsoft.com',
    iss: `https://sts.windows.net/${config.tenantId}/`,
    iat: now - 300,
    nbf: now - 300,
    exp: now + 3600,
    appid: config.clientId,
    idtyp: 'user',
    oid,
    scp: 'User.Read',
    tid: config.tenantId,
    uti: randomUUID(),
    ver: '1.0'
  }
}
