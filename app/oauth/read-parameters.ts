import { OAuthError } from './oauth-error.ts'

/**
 * The parameters of a query or form that are on the list; all others are left out. RFC 6749 §3.1: one without a value
 * counts as omitted, and none may come twice.
 */
export function readParameters(text: string, names: readonly string[]): URLSearchParams {
  const parameters = new URLSearchParams()
  const seen = new Set<string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (!names.includes(name)) continue
    if (seen.has(name)) throw new OAuthError('invalid_request', `Send ${name} only once.`)
    seen.add(name)
    if (value) parameters.set(name, value)
  }
  return parameters
}
