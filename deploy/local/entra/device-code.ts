import { randomInt } from 'node:crypto'
import type { Provider } from 'oidc-provider'
import { findAccount } from '../tenant.ts'
import { translateAuthorization } from './authorize.ts'
import type { AuthenticatedClient } from './client-authentication.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { required } from './form.ts'
import { grantedCapabilities } from './grants.ts'
import { showOffline } from './offline-scope.ts'
import { checkScopes, firstResource, readScopes } from './scopes.ts'
import { userTokens } from './user-tokens.ts'

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
/** The page on which a person types the code, below the tenant. Entra's is https://login.microsoft.com/device. */
export const devicePath = '/oauth2/deviceauth'

/** Letters and digits that nobody confuses. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/**
 * Answers a device authorization request (RFC 8628, section 3.2). oidc-provider then serves the page for the code.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
 */
export async function startDeviceFlow(
  directory: Directory,
  provider: Provider,
  form: URLSearchParams,
  { clientId }: AuthenticatedClient
) {
  checkScopes(directory, clientId, required(form, 'scope'))
  const client = await provider.Client.find(clientId)
  if (!client) throw new Error(`The client ${clientId} is not registered: add it to createProvider.`)
  const { params } = translateAuthorization(form)
  const userCode = Array.from({ length: 9 }, () => alphabet[randomInt(alphabet.length)]).join('')
  const code = new provider.DeviceCode({
    client,
    params: { ...Object.fromEntries(params), client_id: clientId },
    userCode,
    deviceInfo: {},
    grantId: ''
  })
  const page = `${directory.url}/${directory.tenantId}${devicePath}`
  return {
    user_code: userCode,
    device_code: await code.save(),
    verification_uri: page,
    expires_in: code.expiration,
    interval: 5,
    message: `To sign in, use a web browser to open the page ${page} and enter the code ${userCode} to authenticate.`
  }
}

/** Answers a device that asks whether its person has signed in. */
export async function redeemDeviceCode(
  directory: Directory,
  provider: Provider,
  form: URLSearchParams,
  { clientId, proof }: AuthenticatedClient
) {
  const code = await provider.DeviceCode.find(required(form, 'device_code'), { ignoreExpiration: true })
  if (!code || code.clientId !== clientId) {
    throw new EntraError('bad_verification_code', 70018, 'Invalid verification code.')
  }
  if (code.isExpired) {
    throw new EntraError('expired_token', 70019, 'Verification code expired. Start again with a new one.')
  }
  if (code.error) {
    throw new EntraError('authorization_declined', 65004, 'The person declined the sign-in, or it failed.')
  }
  const account = findAccount(code.accountId ?? '')
  if (!account) {
    const message = 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.'
    throw new EntraError('authorization_pending', 70016, message)
  }
  if (!code.isValid) throw new EntraError('invalid_grant', 54005, 'The device code was already redeemed.')
  const requested = readScopes(directory, firstResource(directory, showOffline(code.scope ?? '')))
  const acrs = code.acr ? [code.acr] : []
  const capabilities = await grantedCapabilities(provider, code.grantId)
  const signedIn = { account, clientId, proof, requested, acrs, capabilities, authTime: code.authTime ?? 0 }
  const answer = await userTokens(directory, form, signedIn)
  await code.consume()
  return answer
}
