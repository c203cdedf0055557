import { findAccount } from '../tenant.ts'
import type { AuthenticatedClient } from './client-authentication.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { required } from './form.ts'
import { checkConsent, readScopes } from './scopes.ts'
import { userTokens } from './user-tokens.ts'

/** Renews tokens. A refresh token is bound to person and client, not to a resource: it serves every scope with consent. */
export async function refresh(
  directory: Directory,
  form: URLSearchParams,
  { clientId, proof }: AuthenticatedClient
) {
  const grant = directory.refreshTokens.find(required(form, 'refresh_token'))
  const account = findAccount(grant?.accountId ?? '')
  if (!grant || !account || grant.clientId !== clientId) {
    throw new EntraError('invalid_grant', 70000, 'Provided grant is invalid or malformed.')
  }
  const requested = readScopes(directory, form.get('scope') || grant.scope)
  checkConsent(directory, clientId, requested, grant.scope)
  return userTokens(directory, form, { ...grant, account, proof, requested })
}
