import { errors, type JWTPayload } from 'jose'
import type { Provider } from 'oidc-provider'
import { type Account, accounts, findAccount } from '../tenant.ts'
import { type AuthenticatedClient, confidential } from './client-authentication.ts'
import { clientInfo } from './client-info.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { missing, required } from './form.ts'
import { saveRefreshToken } from './grants.ts'
import { graphUri, readScopes } from './scopes.ts'
import { drawLifetime, graphUserClaims, idTokenClaims, pairwiseSubject } from './token-claims.ts'

/** The authentication context that Conditional Access demands of the `mfa` account. */
const demandedContext = 'c1'

/** Exchanges a user's token for this API for a Graph token of the same user. */
export async function onBehalfOf(
  directory: Directory,
  provider: Provider,
  form: URLSearchParams,
  client: AuthenticatedClient
) {
  const { clientId, proof } = confidential(client)
  if (form.get('requested_token_use') !== 'on_behalf_of') throw missing('requested_token_use')

  const caller = await verifyAssertion(directory, required(form, 'assertion'))
  const requested = readScopes(directory, required(form, 'scope'))
  if (requested.resource !== 'graph') {
    throw new EntraError('invalid_scope', 70011, 'An API cannot ask for its own scopes on behalf of a user.')
  }
  const acrs = Array.isArray(caller.acrs) ? caller.acrs.map(String) : []
  const account = accountOf(caller)
  checkRules(directory, account, acrs, requested.names)

  const lifetime = drawLifetime()
  const delegation = { account, clientId, proof, scopes: requested.names, acrs }
  return {
    token_type: 'Bearer',
    scope: requested.names.map((name) => `${graphUri}/${name}`).join(' '),
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: await directory.keys.sign(graphUserClaims(directory, delegation, lifetime)),
    ...(requested.openId.has('offline_access') && {
      refresh_token: await saveRefreshToken(directory, provider, { clientId, account, requested, acrs })
    }),
    ...(requested.openId.has('openid') && { id_token: await idToken(directory, account, lifetime) }),
    ...(form.has('client_info') && { client_info: clientInfo(account.oid, directory.tenantId) })
  }
}

async function verifyAssertion(directory: Directory, assertion: string): Promise<JWTPayload> {
  const audience = [directory.clientId, directory.appIdUri]
  try {
    return await directory.keys.verify(assertion, { issuer: directory.issuer, audience })
  } catch (error) {
    throw assertionError(error)
  }
}

function assertionError(error: unknown): EntraError {
  if (
    error instanceof errors.JWTExpired ||
    (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf')
  ) {
    return new EntraError('invalid_grant', 500133, 'Assertion is not within its valid time range.')
  }
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
    const message = 'Assertion audience does not match the Client app presenting the assertion.'
    return new EntraError('invalid_grant', 500131, message)
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) {
    return new EntraError('invalid_request', 50027, 'JWT token is invalid or malformed.')
  }
  return new EntraError('invalid_grant', 50013, 'Assertion failed signature validation.')
}

function accountOf(caller: JWTPayload): Account {
  if (caller.idtyp === 'app' || typeof caller.scp !== 'string') {
    const message = 'An app-only token cannot be redeemed on behalf of a user.'
    throw new EntraError('invalid_grant', 7000114, message)
  }
  const account = findAccount(String(caller.oid))
  if (!account) throw new EntraError('invalid_grant', 50020, 'The user does not exist in the tenant.')
  return account
}

/** The rules of this tenant: Conditional Access for `mfa`, missing consent for `noconsent`, until an administrator gives it. */
function checkRules(directory: Directory, account: Account, acrs: string[], scopes: string[]): void {
  if (account.oid === accounts.mfa.oid && !acrs.includes(demandedContext)) {
    const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: demandedContext } } })
    const message = 'The user must use multi-factor authentication to access the resource.'
    throw new EntraError('interaction_required', 50076, message, { suberror: 'basic_action', claims })
  }
  const consent = { clientId: directory.clientId, of: account.oid, resource: graphUri, scopes }
  if (account.oid === accounts.noconsent.oid && !directory.consents.cover(consent)) {
    const message = `The user or administrator has not consented to use the application with ID '${directory.clientId}'.`
    throw new EntraError('invalid_grant', 65001, message, { suberror: 'consent_required' })
  }
}

function idToken(directory: Directory, account: Account, lifetime: number): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return directory.keys.sign({
    ...idTokenClaims(directory, account),
    aud: directory.clientId,
    iss: directory.issuer,
    iat: now,
    nbf: now,
    exp: now + lifetime,
    sub: pairwiseSubject(account.oid, directory.clientId)
  })
}
