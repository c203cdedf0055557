import { errors, type JWTPayload } from 'jose'
import { type Account, accounts, findAccount } from '../tenant.ts'
import { type AuthenticatedClient, confidential } from './client-authentication.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { missing, required } from './form.ts'
import { checkConsent, type RequestedScopes, readScopes } from './scopes.ts'
import { v1Issuer } from './token-claims.ts'
import { checkAssigned, interactionRequired, userTokens } from './user-tokens.ts'

/** The authentication context that Conditional Access demands of the `mfa` account. */
const demandedContext = 'c1'

/** Exchanges a user's token for this API for a Graph token of the same user. */
export async function onBehalfOf(directory: Directory, form: URLSearchParams, client: AuthenticatedClient) {
  const { clientId, proof } = confidential(client)
  if (form.get('requested_token_use') !== 'on_behalf_of') throw missing('requested_token_use')

  const caller = await verifyAssertion(directory, required(form, 'assertion'))
  const requested = readScopes(directory, required(form, 'scope'))
  if (requested.resource !== 'graph') {
    throw new EntraError('invalid_scope', 70011, 'An API cannot ask for its own scopes on behalf of a user.')
  }
  const acrs = Array.isArray(caller.acrs) ? caller.acrs.map(String) : []
  const account = accountOf(caller)
  checkRules(directory, account, acrs, requested)
  checkAssigned(directory, account)
  checkConsent(directory, clientId, requested)

  const authTime = Math.floor(Date.now() / 1000)
  return userTokens(directory, form, {
    account,
    clientId,
    proof,
    requested,
    acrs,
    capabilities: [],
    authTime
  })
}

/** v2.0 tokens name the API by its client id, v1.0 tokens by an App ID URI. */
async function verifyAssertion(directory: Directory, assertion: string): Promise<JWTPayload> {
  const audience = [directory.clientId, ...directory.appIdUris]
  const issuer = [directory.issuer, v1Issuer(directory)]
  try {
    return await directory.keys.verify(assertion, { issuer, audience })
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
function checkRules(
  directory: Directory,
  account: Account,
  acrs: string[],
  { names }: RequestedScopes
): void {
  if (account.oid === accounts.mfa.oid && !acrs.includes(demandedContext)) {
    throw interactionRequired(demandedContext)
  }
  const scopes = names.map((name) => ({ resource: 'graph' as const, name }))
  const consent = { clientId: directory.clientId, of: account.oid, scopes }
  if (account.oid === accounts.noconsent.oid && !directory.consents.cover(consent)) {
    const message = `The user or administrator has not consented to use the application with ID '${directory.clientId}'.`
    throw new EntraError('invalid_grant', 65001, message, { suberror: 'consent_required' })
  }
}
