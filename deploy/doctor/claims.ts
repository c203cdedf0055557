import { decodeJwt, type JWTPayload } from 'jose'
import { plainJson } from './plain-json.ts'

export type Claims = JWTPayload

/** The claims of a token, unverified: the API verifies them, the doctor only reads. Undefined for anything but a JWT. */
export function readClaims(token: string): Claims | undefined {
  try {
    return plainJson(decodeJwt(token)) as Claims
  } catch {
    return undefined
  }
}
