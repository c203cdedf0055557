import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { apiPrincipalId } from '../accounts.ts'
import { type AuthenticatedClient, authenticateClient } from './client-authentication.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { readForm, required } from './form.ts'
import { onBehalfOf } from './on-behalf-of.ts'
import { canonicalScope } from './provider.ts'
import { replay } from './replay.ts'
import { checkResource, isApi, readScopes } from './scopes.ts'
import { appClaims, drawLifetime } from './token-claims.ts'

/** The token endpoint: Entra's own grants are answered here, codes and refresh tokens by oidc-provider. */
export async function answerToken(
  directory: Directory,
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  try {
    const form = await readForm(request)
    const grant = required(form, 'grant_type')
    const client = await authenticateClient(directory, form, request.headers)
    if (grant === 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
      send(response, 200, await onBehalfOf(directory, form, client))
    } else if (grant === 'client_credentials') {
      send(response, 200, await appToken(directory, form, client))
    } else if (grant === 'authorization_code' || grant === 'refresh_token') {
      provider.callback()(translateToken(directory, request, form, client), response)
    } else {
      throw new EntraError('unsupported_grant_type', 70003, `The grant type '${grant}' is not supported.`)
    }
  } catch (error) {
    if (!(error instanceof EntraError)) throw error
    send(response, error.status, error.body(correlationId(request)))
  }
}

/** App-only tokens for the API itself; what the application may do elsewhere is not part of this tenant. */
async function appToken(directory: Directory, form: URLSearchParams, client: AuthenticatedClient) {
  if (client.proof === '0') {
    const message =
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
    throw new EntraError('invalid_client', 7000218, message)
  }
  const scope = required(form, 'scope')
  const [, identifier = ''] = /^(.*)\/\.default$/.exec(scope) ?? []
  if (!identifier) throw new EntraError('invalid_scope', 1002012, `The scope ${scope} must end in /.default.`)
  if (!isApi(directory, identifier)) {
    throw new EntraError(
      'invalid_resource',
      500011,
      `The resource principal named ${identifier} was not found.`
    )
  }
  const lifetime = drawLifetime()
  const principal = { clientId: client.clientId, principalId: apiPrincipalId }
  const claims = appClaims(directory, principal, directory.clientId, lifetime)
  return {
    token_type: 'Bearer',
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: await directory.keys.sign({ ...claims, azpacr: client.proof })
  }
}

/** The client has been authenticated, so that to oidc-provider it is a public one. */
function translateToken(
  directory: Directory,
  request: IncomingMessage,
  asked: URLSearchParams,
  { clientId }: AuthenticatedClient
): IncomingMessage {
  const form = new URLSearchParams(asked)
  const scope = asked.get('scope')
  const resource = asked.get('resource')
  const requested = scope ? readScopes(directory, scope) : undefined
  if (resource) checkResource(directory, resource, requested)

  form.set('client_id', clientId)
  for (const name of ['client_secret', 'client_assertion', 'client_assertion_type', 'resource', 'scope']) {
    form.delete(name)
  }
  if (requested && asked.get('grant_type') === 'refresh_token') {
    form.set('scope', canonicalScope(directory, requested))
  }
  const { host } = new URL(directory.url)
  return replay(request, {
    method: 'POST',
    url: `/${directory.tenantId}/oauth2/v2.0/token`,
    host,
    form,
    cookies: false
  })
}

function correlationId({ headers }: IncomingMessage): string | undefined {
  const given = headers['client-request-id']
  return typeof given === 'string' && /^[0-9a-f-]{36}$/i.test(given) ? given : undefined
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body))
}
