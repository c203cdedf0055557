import type { Config } from '../config.ts'
import { limitScope } from './limit-scope.ts'
import { OAuthError } from './oauth-error.ts'
import { readParameters } from './read-parameters.ts'

const names = [
  'claims',
  'client_id',
  'code_challenge',
  'code_challenge_method',
  'domain_hint',
  'login_hint',
  'nonce',
  'prompt',
  'redirect_uri',
  'response_mode',
  'response_type',
  'scope',
  'state'
]
/** RFC 7636 §4.2: the base64url text of a SHA-256. */
const challenge = /^[\w-]{43}$/

/** The query with which Entra is asked to sign a user in: code and PKCE alone, for scopes of this API alone. */
export function readAuthorizationRequest(
  query: string,
  signInScopes: readonly string[],
  config: Config
): URLSearchParams {
  const request = readParameters(query, names)
  if (request.get('response_type') !== 'code')
    throw new OAuthError('unsupported_response_type', 'Send response_type=code.')
  if (request.get('code_challenge_method') !== 'S256' || !challenge.test(request.get('code_challenge') ?? ''))
    throw new OAuthError('invalid_request', 'Send code_challenge_method=S256 and a code_challenge (PKCE).')
  const asked = limitScope(request, signInScopes, config)
  if (!request.has('scope')) request.set('scope', [...signInScopes, ...asked].join(' '))
  keepSignedIn(request)
  leaveConsentToEntra(request)
  return request
}

/**
 * Entra gives a refresh token for `offline_access` alone. Clients ask for the scopes of the challenge, which must not name
 * it, and several add nothing of their own.
 */
function keepSignedIn(request: URLSearchParams): void {
  const scope = request.get('scope') ?? ''
  if (!scope.split(' ').includes('offline_access')) request.set('scope', `${scope} offline_access`)
}

/** Clients add `prompt=consent` to `offline_access`; Entra would ask an administrator at each sign-in then. */
function leaveConsentToEntra(request: URLSearchParams): void {
  const words = (request.get('prompt') ?? '').split(' ')
  const others = words.filter((word) => word.toLowerCase() !== 'consent').join(' ')
  if (others) request.set('prompt', others)
  else request.delete('prompt')
}
