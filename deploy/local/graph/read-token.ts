import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { type Account, findAccount } from '../tenant.ts'
import { GraphError } from './graph-error.ts'

export interface Caller {
  account: Account
  scopes: Set<string>
}

export type TokenReader = (authorization: string | undefined) => Promise<Caller>

/** Creates the function that verifies Graph tokens. It remembers each verified token until the token expires. */
export function createTokenReader(keysUrl: string, graphUrl: string): TokenReader {
  const keys = createRemoteJWKSet(new URL(keysUrl), { cooldownDuration: 0 })
  const known = new LRUCache<string, Caller>({ max: 1000 })

  return async function readToken(authorization) {
    const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
    if (!token) throw refusal('Access token is empty.')
    const found = known.get(token)
    if (found) return found

    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['RS256'],
      audience: [graphUrl, '00000003-0000-0000-c000-000000000000'],
      requiredClaims: ['exp', 'oid', 'tid']
    }).catch((error: unknown) => {
      throw explain(error)
    })
    if (payload.iss !== `https://sts.windows.net/${payload.tid}/`) {
      throw refusal('Access token validation failure. Invalid issuer.')
    }
    if (payload.idtyp === 'app' || typeof payload.scp !== 'string') {
      const message = '/me request is only valid with delegated authentication flow.'
      throw new GraphError(400, 'BadRequest', message)
    }
    const account = findAccount(String(payload.oid))
    if (!account) throw refusal('The user of the token does not exist in the tenant.')

    const caller = { account, scopes: new Set(payload.scp.split(' ')) }
    const ttl = Number(payload.exp) * 1000 - Date.now()
    if (ttl > 0) known.set(token, caller, { ttl })
    return caller
  }
}

function explain(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return refusal('Lifetime validation failed, the token is expired.')
  if (error instanceof errors.JWTClaimValidationFailed) {
    return refusal(
      `Access token validation failure. Invalid ${error.claim === 'aud' ? 'audience' : error.claim}.`
    )
  }
  if (error instanceof errors.JOSEError) return refusal('CompactToken validation failed.')
  return error
}

function refusal(message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message, {
    'www-authenticate':
      'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"'
  })
}
