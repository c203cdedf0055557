import type { Config } from '../config.ts'
import { limitScope } from './limit-scope.ts'
import { OAuthError } from './oauth-error.ts'
import { readParameters } from './read-parameters.ts'

const always = ['grant_type', 'claims', 'client_id', 'client_secret', 'scope']
const byGrant: Record<string, string[]> = {
  authorization_code: ['code', 'code_verifier', 'redirect_uri'],
  refresh_token: ['refresh_token']
}
/** RFC 7636 §4.1. */
const verifier = /^[\w.~-]{43,128}$/

/** The form with which Entra is asked for tokens: for a code with its verifier, or for a refresh token. */
export function readTokenRequest(form: string, config: Config): URLSearchParams {
  const grant = readParameters(form, ['grant_type']).get('grant_type') ?? ''
  const names = Object.hasOwn(byGrant, grant) ? byGrant[grant] : undefined
  if (!names)
    throw new OAuthError('unsupported_grant_type', 'Send grant_type=authorization_code or refresh_token.')
  const request = readParameters(form, [...always, ...names])
  for (const name of names)
    if (name !== 'redirect_uri' && !request.has(name))
      throw new OAuthError('invalid_request', `Send ${name}.`)
  if (grant === 'authorization_code' && !verifier.test(request.get('code_verifier') ?? ''))
    throw new OAuthError('invalid_request', 'Send the code_verifier of the code_challenge (PKCE).')
  limitScope(request, config)
  return request
}
