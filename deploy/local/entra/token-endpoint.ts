import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { appToken } from './app-token.ts'
import { canonicalScope } from './authorization-request.ts'
import { authenticateClient } from './client-authentication.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { readForm, required } from './form.ts'
import { onBehalfOf } from './on-behalf-of.ts'
import { replay } from './replay.ts'
import { checkResource, readScopes } from './scopes.ts'
import { sendJson } from './send-json.ts'

/** Answers token requests. Codes and refresh tokens go to oidc-provider; grants that only Entra has are answered here. */
export async function answerToken(
  directory: Directory,
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const form = await readForm(request)
  const grant = required(form, 'grant_type')
  const client = await authenticateClient(directory, form, request.headers)

  if (grant === 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
    sendJson(response, 200, await onBehalfOf(directory, provider, form, client))
  } else if (grant === 'client_credentials') {
    sendJson(response, 200, await appToken(directory, form, client))
  } else if (grant === 'authorization_code' || grant === 'refresh_token') {
    const translated = replay(request, {
      method: 'POST',
      url: `/${directory.tenantId}/oauth2/v2.0/token${form.has('client_info') ? '?client_info=1' : ''}`,
      host: new URL(directory.url).host,
      form: translateForm(directory, form, client.clientId),
      cookies: false
    })
    provider.callback()(translated, response)
  } else {
    throw new EntraError('unsupported_grant_type', 70003, `The grant type '${grant}' is not supported.`)
  }
}

/** Leaves the credentials out: the client is already authenticated, and oidc-provider takes it for a public one. */
function translateForm(directory: Directory, asked: URLSearchParams, clientId: string): URLSearchParams {
  const scope = asked.get('scope')
  const resource = asked.get('resource')
  const requested = scope ? readScopes(directory, scope) : undefined
  if (resource) checkResource(directory, resource, requested)

  const form = new URLSearchParams({ client_id: clientId })
  for (const name of ['grant_type', 'code', 'code_verifier', 'redirect_uri', 'refresh_token']) {
    const value = asked.get(name)
    if (value !== null) form.set(name, value)
  }
  if (requested && form.has('refresh_token')) form.set('scope', canonicalScope(directory, requested))
  return form
}
