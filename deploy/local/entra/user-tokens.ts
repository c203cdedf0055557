import type { Account } from '../tenant.ts'
import { agentClaims, applicationId } from './agent-identity.ts'
import { type ClaimsRequest, readClaimsRequest } from './claims-request.ts'
import { isDocumentUrl } from './client-document.ts'
import { clientInfo } from './client-info.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import type { RequestedScopes } from './scopes.ts'
import {
  apiUserClaims,
  type ClientProof,
  drawLifetime,
  graphUserClaims,
  idTokenClaims
} from './token-claims.ts'

/** A person who has signed in, and what a client asks for in their name. */
export interface SignedIn {
  account: Account
  clientId: string
  proof: ClientProof
  requested: RequestedScopes
  acrs: string[]
  capabilities: string[]
  /** When the person signed in, in seconds since 1970. */
  authTime: number
  nonce?: string | undefined
}

/** The answer of the token endpoint to every grant in which a person has signed in. */
export async function userTokens(directory: Directory, form: URLSearchParams, signedIn: SignedIn) {
  const { account, clientId, requested, acrs, authTime } = signedIn
  const asked = readClaimsRequest(form.get('claims'))
  if (requested.resource === 'api') checkAssigned(directory, account)
  checkClaims(asked, signedIn)
  checkClientConsent(directory, signedIn)

  const capabilities = asked.capabilities.length ? asked.capabilities : signedIn.capabilities
  const forGraph = requested.resource === 'graph'
  const lifetime = forGraph ? drawLifetime() : directory.tokenLifetime()
  const claims = forGraph ? graphUserClaims : apiUserClaims
  const azp = applicationId(directory.tenantId, clientId)
  const scope = requested.answer

  return {
    token_type: 'Bearer',
    scope: withoutOffline(scope),
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: await directory.keys.sign({
      ...claims(directory, { ...signedIn, clientId: azp, capabilities }, lifetime),
      ...agentClaims(clientId)
    }),
    ...(requested.openId.has('offline_access') && {
      refresh_token: directory.refreshTokens.issue({
        clientId,
        accountId: account.oid,
        scope,
        acrs,
        capabilities,
        authTime
      })
    }),
    ...(requested.openId.has('openid') && {
      id_token: await directory.keys.sign(idTokenClaims(directory, signedIn, lifetime))
    }),
    ...(form.has('client_info') && { client_info: clientInfo(account.oid, directory.tenantId) })
  }
}

/** Entra names no `offline_access` in its answers: the refresh token is there instead. */
function withoutOffline(scope: string): string {
  return scope
    .split(' ')
    .filter((word) => word !== 'offline_access')
    .join(' ')
}

/** "Assignment required" of the enterprise application lets only assigned people in. */
export function checkAssigned(directory: Directory, account: Account): void {
  if (!directory.assignmentRequired || !account.unassigned) return
  const message = `Your administrator has configured the application '${directory.clientId}' to block users unless they are specifically granted ('assigned') access to the application. The signed in user '${account.username}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application.`
  throw new EntraError('invalid_grant', 50105, message, { suberror: 'message_only' })
}

/** A client that is not registered in the tenant gets what the person consented to, and no more. */
function checkClientConsent({ consents }: Directory, { account, clientId, requested }: SignedIn): void {
  const scopes = requested.names.map((name) => ({ resource: requested.resource, name }))
  if (!isDocumentUrl(clientId) || consents.cover({ clientId, of: account.oid, scopes })) return
  const message = `The user or administrator has not consented to use the application with ID '${clientId}'. Send an interactive authorization request for this user and resource.`
  throw new EntraError('invalid_grant', 65001, message, { suberror: 'consent_required' })
}

/** What is demanded of the sign-in and did not happen at it, no token can have: the person must sign in again. */
function checkClaims({ context, notBefore = 0 }: ClaimsRequest, { acrs, authTime }: SignedIn): void {
  if (context && !acrs.includes(context)) throw interactionRequired(context)
  if (authTime < notBefore) {
    const message = 'The provided grant has expired due to it being revoked, a fresh auth token is needed.'
    throw new EntraError('invalid_grant', 50173, message, { suberror: 'bad_token' })
  }
}

/** The refusal of Conditional Access, with the claims to ask for at the next sign-in. */
export function interactionRequired(context: string): EntraError {
  const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: context } } })
  const message = 'The user must use multi-factor authentication to access the resource.'
  return new EntraError('interaction_required', 50076, message, { suberror: 'basic_action', claims })
}
