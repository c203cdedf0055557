import { apiPrincipalId } from '../tenant.ts'
import { type AuthenticatedClient, confidential } from './client-authentication.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { required } from './form.ts'
import { isApi } from './scopes.ts'
import { appClaims, drawLifetime } from './token-claims.ts'

/** Answers the client credentials grant. The API is the only resource of this tenant that an application may call. */
export async function appToken(directory: Directory, form: URLSearchParams, client: AuthenticatedClient) {
  const { clientId, proof } = confidential(client)
  const scope = required(form, 'scope')
  const [, identifier = ''] = /^(.*)\/\.default$/.exec(scope) ?? []
  if (!identifier) {
    throw new EntraError('invalid_scope', 1002012, `The scope ${scope} must end in /.default.`)
  }
  if (!isApi(directory, identifier)) {
    const message = `The resource principal named ${identifier} was not found in the tenant.`
    throw new EntraError('invalid_resource', 500011, message)
  }
  const lifetime = drawLifetime()
  const claims = appClaims(directory, { clientId, principalId: apiPrincipalId }, directory.clientId, lifetime)
  return {
    token_type: 'Bearer',
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: await directory.keys.sign({ ...claims, azpacr: proof })
  }
}
