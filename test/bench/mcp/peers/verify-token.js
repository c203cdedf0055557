import { createRemoteJWKSet, jwtVerify } from 'jose'

const { JWKS_URI, ISSUER, AUDIENCE } = process.env

/** Without a key server, everyone may call. */
export const isSecured = JWKS_URI !== undefined

const keys = isSecured && createRemoteJWKSet(new URL(JWKS_URI))

/** What the SDKs call AuthInfo; rejects for a token that is not good. */
export async function verifyToken(token) {
  const { payload } = await jwtVerify(token, keys, {
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: ['RS256']
  })
  return { token, clientId: payload.azp, scopes: payload.scp.split(' '), expiresAt: payload.exp }
}
