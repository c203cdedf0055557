import type { Config } from '../config.ts'
import type { ProblemCode } from './codes.ts'
import type { Problem } from './problem.ts'

const errors: Partial<Record<ProblemCode, string>> = {
  token_invalid: 'invalid_token',
  token_expired: 'invalid_token',
  claims_required: 'insufficient_claims',
  scope_insufficient: 'insufficient_scope'
}

/**
 * The WWW-Authenticate header of a problem: RFC 6750 §3, RFC 9728 §5.1, and Entra's claims challenge. A request without
 * a token gets no `error` (RFC 6750 §3.1). A sign-in is for the scopes `signIn`, and for those that the call needs; a
 * token that falls short is told what the call needs.
 */
export function challenge(
  { code, options }: Problem,
  config: Config,
  signIn: readonly string[],
  metadataUrl = config.metadataUrl
): string | undefined {
  const error = errors[code]
  if (!error && code !== 'token_missing') return undefined
  const scopes =
    code === 'scope_insufficient'
      ? (options.scopes ?? [])
      : [...new Set([...signIn, ...(options.scopes ?? [])])]
  const parameters: Record<string, string> = {
    ...(error && { error }),
    ...(options.claims && {
      claims: Buffer.from(options.claims).toString('base64'),
      authorization_uri: config.authorizationEndpoint
    }),
    scope: scopes.map(config.scopeUri).join(' '),
    resource_metadata: metadataUrl
  }
  return `Bearer ${Object.entries(parameters)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}`
}
