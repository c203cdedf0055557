import type { Config } from '../config.ts'
import { limitScope } from './limit-scope.ts'
import { OAuthError } from './oauth-error.ts'
import { readParameters } from './read-parameters.ts'

const names = [
  'claims',
  'client_id',
  'client_secret',
  'code',
  'code_verifier',
  'grant_type',
  'redirect_uri',
  'refresh_token',
  'scope'
]
/** The parameters that belong to one grant alone. */
const byGrant = new Map([
  ['authorization_code', ['code', 'code_verifier', 'redirect_uri']],
  ['refresh_token', ['refresh_token']]
])
/** RFC 7636 §4.1. */
const verifier = /^[\w.~-]{43,128}$/

/** The form with which Entra is asked for tokens: for a code with its verifier, or for a refresh token. */
export function readTokenRequest(
  form: string,
  signInScopes: readonly string[],
  config: Config
): URLSearchParams {
  const request = readParameters(form, names)
  limitScope(request, signInScopes, config)
  const grant = request.get('grant_type') ?? ''
  const own = byGrant.get(grant)
  if (!own)
    throw new OAuthError(
      grant ? 'unsupported_grant_type' : 'invalid_request',
      'Send grant_type=authorization_code or refresh_token.'
    )
  for (const name of own)
    if (name !== 'redirect_uri' && !request.has(name))
      throw new OAuthError('invalid_request', `Send ${name}.`)
  if (grant === 'authorization_code' && !verifier.test(request.get('code_verifier') ?? ''))
    throw new OAuthError('invalid_request', 'Send the code_verifier of the code_challenge (PKCE).')
  for (const [other, theirs] of byGrant) if (other !== grant) for (const name of theirs) request.delete(name)
  return request
}
