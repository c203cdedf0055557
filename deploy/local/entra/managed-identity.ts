import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { daemonIdentity, type Identity } from '../tenant.ts'
import type { Directory } from './directory.ts'
import { isApi } from './scopes.ts'
import { sendJson } from './send-json.ts'
import { apiAppClaims, identityClaims } from './token-claims.ts'

const lifetime = 86_400

export const identityPath = '/msi/token'
export const instancePath = '/metadata/identity/oauth2/token'

/** Answers as the identity endpoint of Container Apps (protocol 2019-08-01). The header authenticates the caller. */
export async function answerIdentity(
  directory: Directory,
  header: string,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  if (request.headers['x-identity-header'] !== header)
    return refuse(response, 401, 'Send the value of IDENTITY_HEADER as X-IDENTITY-HEADER.')
  const query = new URL(request.url ?? '', directory.url).searchParams
  if (query.get('api-version') !== '2019-08-01') return refuse(response, 400, 'Send api-version=2019-08-01.')
  const clientId = query.get('client_id') ?? directory.identity.clientId
  if (clientId !== directory.identity.clientId)
    return refuse(
      response,
      400,
      `The only managed identity here has client_id=${directory.identity.clientId}.`
    )
  await answerToken(directory, directory.identity, query.get('resource'), response)
}

/** Answers as the instance metadata endpoint of a virtual machine: any process gets a token of the background job. */
export async function answerInstance(
  directory: Directory,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  if (request.headers.metadata !== 'true')
    return refuse(response, 400, 'Required metadata header not specified. Send metadata: true.')
  const query = new URL(request.url ?? '', directory.url).searchParams
  await answerToken(directory, daemonIdentity, query.get('resource'), response)
}

async function answerToken(
  directory: Directory,
  identity: Identity,
  resource: string | null,
  response: ServerResponse
): Promise<void> {
  const identifier = resource ?? ''
  const api = isApi(directory, identifier)
  if (!api && identifier !== directory.cloud.exchangeAudience) {
    return refuse(
      response,
      400,
      `Unknown resource. Ask for ${directory.cloud.exchangeAudience} or ${directory.clientId}.`
    )
  }
  const claims = api
    ? apiAppClaims(directory, { ...identity, proof: '2', identifier }, lifetime)
    : identityClaims(directory, identity, identifier, lifetime)
  sendJson(response, 200, {
    access_token: await directory.keys.sign(claims),
    client_id: identity.clientId,
    expires_in: String(lifetime),
    expires_on: String(claims.exp),
    resource,
    token_type: 'Bearer'
  })
}

function refuse(response: ServerResponse, status: number, message: string): void {
  sendJson(response, status, { statusCode: status, message, correlationId: randomUUID() })
}
