import { decodeJwt, type JWTPayload } from 'jose'

export type Claims = JWTPayload

/** The claims of a token, unverified: the API verifies them, the doctor only reads. Undefined for what is no JWT. */
export function readClaims(token: string): Claims | undefined {
  try {
    return decodeJwt(token)
  } catch {
    return undefined
  }
}
