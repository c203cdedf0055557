import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { appToken } from './app-token.ts'
import { type Authority, checkAuthority } from './authority.ts'
import { authenticateClient } from './client-authentication.ts'
import { isDocumentUrl } from './client-document.ts'
import { deviceGrant, redeemDeviceCode, startDeviceFlow } from './device-code.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { readForm, required } from './form.ts'
import { onBehalfOf } from './on-behalf-of.ts'
import { redeemCode } from './redeem-code.ts'
import { refresh } from './refresh.ts'
import { checkResource, readScopes } from './scopes.ts'
import { sendJson } from './send-json.ts'

/** Answers device authorization requests. */
export async function answerDeviceCode(
  directory: Directory,
  provider: Provider,
  authority: Authority,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const form = await readForm(request)
  const client = await authenticateClient(directory, form, request.headers)
  checkAuthority(authority, client.clientId)
  if (isDocumentUrl(client.clientId)) {
    const message = 'A client with a metadata document signs in with an authorization code alone.'
    throw new EntraError('unauthorized_client', 700016, message)
  }
  sendJson(response, 200, await startDeviceFlow(directory, provider, form, client))
}

/** Answers token requests. */
export async function answerToken(
  directory: Directory,
  provider: Provider,
  authority: Authority,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const form = await readForm(request)
  const grant = required(form, 'grant_type')
  const client = await authenticateClient(directory, form, request.headers)
  checkAuthority(authority, client.clientId)
  const [scope, resource] = [form.get('scope'), form.get('resource')]
  if (resource) checkResource(directory, resource, scope ? readScopes(directory, scope) : undefined)

  sendJson(response, 200, await answer())

  function answer() {
    switch (grant) {
      case 'authorization_code':
        return redeemCode(directory, provider, form, client)
      case 'refresh_token':
        return refresh(directory, form, client)
      case 'client_credentials':
        return appToken(directory, form, client)
      case deviceGrant:
      case 'device_code': // MSAL's name for it
        return redeemDeviceCode(directory, provider, form, client)
      case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
        return onBehalfOf(directory, form, client)
      default:
        throw new EntraError('unsupported_grant_type', 70003, `The grant type '${grant}' is not supported.`)
    }
  }
}
