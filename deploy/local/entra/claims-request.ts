/** What a `claims` parameter asks for in the access token (OpenID Connect Core 5.5, as Entra reads it). */
export interface ClaimsRequest {
  /** The authentication context that the token must have, such as `c1`. */
  context?: string
  /** The client's capabilities, such as `cp1`: it understands claims challenges. */
  capabilities: string[]
  /** The time in seconds since 1970 that the sign-in must be younger than: continuous access evaluation asks for it. */
  notBefore?: number
}

/** Reads a claims request such as `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`. Anything else asks for nothing. */
export function readClaimsRequest(text: string | null | undefined): ClaimsRequest {
  const claims = accessTokenClaims(text)
  const [context] = valuesOf(claims.acrs)
  const [notBefore] = valuesOf(claims.nbf)
  return {
    capabilities: valuesOf(claims.xms_cc),
    ...(context && { context }),
    ...(notBefore && /^\d{1,12}$/.test(notBefore) && { notBefore: Number(notBefore) })
  }
}

function accessTokenClaims(text: string | null | undefined): Record<string, unknown> {
  try {
    return Object(JSON.parse(text ?? '').access_token)
  } catch {
    return {}
  }
}

function valuesOf(claim: unknown): string[] {
  const { value, values } = Object(claim)
  return [value, ...(Array.isArray(values) ? values : [])].filter(
    (one): one is string => typeof one === 'string'
  )
}
