import { apiPrincipalId } from '../tenant.ts'
import { type AuthenticatedClient, confidential } from './client-authentication.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { required } from './form.ts'
import { readScopes } from './scopes.ts'
import { apiAppClaims, drawLifetime, graphAppClaims } from './token-claims.ts'

/** Answers the client credentials grant, for this API and for Graph. Nobody has given an application permission. */
export async function appToken(directory: Directory, form: URLSearchParams, client: AuthenticatedClient) {
  const { clientId, proof } = confidential(client)
  const scope = required(form, 'scope')
  if (!scope.endsWith('/.default')) {
    throw new EntraError('invalid_scope', 1002012, `The scope ${scope} must end in /.default.`)
  }
  const { resource, identifier } = readScopes(directory, scope)
  const lifetime = drawLifetime()
  const application = { clientId, principalId: apiPrincipalId, proof, identifier }
  const claims = resource === 'graph' ? graphAppClaims : apiAppClaims
  return {
    token_type: 'Bearer',
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: await directory.keys.sign(claims(directory, application, lifetime))
  }
}
