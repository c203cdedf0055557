import { createHash } from 'node:crypto'
import type { Provider } from 'oidc-provider'
import { findAccount } from '../tenant.ts'
import { type AuthenticatedClient, confidential } from './client-authentication.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { missing, required } from './form.ts'
import { grantedCapabilities } from './grants.ts'
import { showOffline } from './offline-scope.ts'
import type { Platform } from './redirect-uris.ts'
import { checkConsent, firstResource, readScopes } from './scopes.ts'
import { userTokens } from './user-tokens.ts'

/** Redeems an authorization code, which oidc-provider has issued after the sign-in. */
export async function redeemCode(
  directory: Directory,
  provider: Provider,
  form: URLSearchParams,
  { clientId, proof }: AuthenticatedClient
) {
  const code = await provider.AuthorizationCode.find(required(form, 'code'), { ignoreExpiration: true })
  if (!code || code.clientId !== clientId) {
    throw invalidGrant(70000, 'Provided grant is invalid or malformed.')
  }
  if (code.isExpired) throw invalidGrant(70008, 'The provided authorization code has expired. Sign in again.')
  if (!code.isValid) {
    throw invalidGrant(
      54005,
      'OAuth2 Authorization code was already redeemed, please retry with a new valid code.'
    )
  }
  const redirectUri = required(form, 'redirect_uri')
  if (code.redirectUri !== redirectUri) {
    const message = `The reply address '${redirectUri}' does not match the reply address '${code.redirectUri}' provided when requesting Authorization code.`
    throw invalidGrant(500112, message)
  }
  const platform = directory.platformOf(clientId, redirectUri)
  if (platform === 'web') confidential({ clientId, proof })
  checkVerifier(code.codeChallenge, platform, form.get('code_verifier'))
  const account = findAccount(code.accountId ?? '')
  if (!account) throw invalidGrant(50020, 'The user does not exist in the tenant.')

  const granted = showOffline(code.scope ?? '')
  const requested = readScopes(directory, form.get('scope') || firstResource(directory, granted))
  checkConsent(directory, clientId, requested, granted)
  await code.consume()

  return userTokens(directory, form, {
    account,
    clientId,
    proof,
    requested,
    acrs: code.acr ? [code.acr] : [],
    capabilities: await grantedCapabilities(provider, code.grantId),
    authTime: code.authTime ?? 0,
    nonce: code.nonce
  })
}

/** Entra asks single-page applications alone for PKCE; whoever sends a challenge must know its verifier (RFC 7636). */
function checkVerifier(
  codeChallenge: string | undefined,
  platform: Platform | undefined,
  verifier: string | null
): void {
  if (codeChallenge === undefined && platform === 'spa') {
    const message = 'Proof Key for Code Exchange is required for cross-origin authorization code redemption.'
    throw new EntraError('invalid_request', 9002325, message)
  }
  if (codeChallenge === undefined && verifier === null) return
  if (verifier === null) throw missing('code_verifier')
  if (createHash('sha256').update(verifier).digest('base64url') !== codeChallenge) {
    const message =
      'The Code_Verifier does not match the code_challenge supplied in the authorization request.'
    throw invalidGrant(501481, message)
  }
}

function invalidGrant(code: number, message: string): EntraError {
  return new EntraError('invalid_grant', code, message)
}
