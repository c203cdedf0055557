import { errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose'
import { PolicyError } from '../call/policy-error.ts'
import { KEYS_UNAVAILABLE } from '../undocumented.ts'

/** Verifies a token. Each failure gets its reason from API Management's error catalogue. */
export async function verifyToken(
  token: string,
  key: JWTVerifyGetKey,
  options: JWTVerifyOptions
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, key, options)).payload
  } catch (error) {
    throw refused(
      reasonOf(error),
      error instanceof errors.JOSEError ? error.message : 'The token cannot be verified.'
    )
  }
}

/** The 401 of a token policy. */
export function refused(reason: string, message: string): PolicyError {
  return new PolicyError({ reason, message: `${message} Access denied.`, status: 401 })
}

function reasonOf(error: unknown) {
  if (error instanceof errors.JWTExpired) return 'TokenExpired'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'TokenSignatureInvalid'
  if (error instanceof errors.JWKSNoMatchingKey) return 'TokenSignatureKeyNotFound'
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud')
    return 'TokenAudienceNotAllowed'
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'iss')
    return 'TokenIssuerNotAllowed'
  return error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)
    ? KEYS_UNAVAILABLE.reason
    : 'JwtInvalid'
}
