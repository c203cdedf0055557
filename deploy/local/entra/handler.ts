import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Handler } from '../loopback-server.ts'
import { tenant } from '../tenant.ts'
import { signInPages, translateAuthorization } from './authorize.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { readForm } from './form.ts'
import { answerIdentity, answerInstance, identityPath, instancePath } from './managed-identity.ts'
import { createMemoryAdapter } from './memory-adapter.ts'
import { keySet, openIdConfiguration, openIdConfigurationV1 } from './metadata.ts'
import { createProvider } from './provider.ts'
import { replay } from './replay.ts'
import { checkSelf } from './scopes.ts'
import { sendJson } from './send-json.ts'
import { answerToken } from './token-endpoint.ts'

/** Serves every endpoint of the local Entra. Call `renew` after the signing key has changed. */
export function createHandler(
  directory: Directory,
  identityHeader: string
): { handle: Handler; renew: () => void } {
  const adapter = createMemoryAdapter()
  let provider = createProvider(directory, adapter)

  return {
    handle,
    renew() {
      provider = createProvider(directory, adapter)
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await route(request, response)
    } catch (error) {
      if (!(error instanceof EntraError)) throw error
      sendJson(response, error.status, error.body(correlationId(request)))
    }
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', directory.url)
    if (pathname === identityPath) return answerIdentity(directory, identityHeader, request, response)
    if (pathname === instancePath) return answerInstance(directory, request, response)

    const [, name = '', path = ''] = /^\/([^/]*)(\/.*)?$/.exec(pathname) ?? []
    if (![directory.tenantId, tenant.domain].includes(name.toLowerCase())) {
      throw new EntraError(
        'invalid_tenant',
        90002,
        `Tenant '${name}' not found. Use ${tenant.id} or ${tenant.domain}.`
      )
    }
    await answer(path, request, response)
  }

  async function answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (path.startsWith('/login/')) return signInPages(provider, request, response)
    if (path.startsWith('/oauth2/v2.0/authorize')) return authorize(path, request, response)

    allowOtherOrigins(request, response)
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end()
    } else if (path === '/v2.0/.well-known/openid-configuration') {
      sendJson(response, 200, openIdConfiguration(directory))
    } else if (path === '/.well-known/openid-configuration') {
      sendJson(response, 200, openIdConfigurationV1(directory))
    } else if (path === '/discovery/v2.0/keys') {
      sendJson(response, 200, keySet(directory))
    } else if (path === '/discovery/keys') {
      sendJson(response, 200, directory.keys.published())
    } else if (path === '/oauth2/v2.0/token' && request.method === 'POST') {
      await answerToken(directory, provider, request, response)
    } else {
      sendJson(response, 404, { error: 'not_found' })
    }
  }

  async function authorize(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host, searchParams } = new URL(request.url ?? '', directory.url)
    const resumes = path !== '/oauth2/v2.0/authorize'
    const asked = request.method === 'POST' ? await readForm(request) : searchParams
    checkSelf(directory, asked.get('client_id'), asked.get('scope') ?? '')
    const { params, silent } = translateAuthorization(asked)
    const url = `/${directory.tenantId}${path}${resumes ? '' : `?${params}`}`
    provider.callback()(replay(request, { method: 'GET', url, host, cookies: resumes || silent }), response)
  }
}

/** Allows every origin, because single-page applications redeem their codes from their own. */
function allowOtherOrigins(request: IncomingMessage, response: ServerResponse): void {
  if (!request.headers.origin) return
  response.setHeader('access-control-allow-origin', request.headers.origin)
  response.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS')
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*')
  response.setHeader('access-control-max-age', '3600')
  response.setHeader('vary', 'origin')
}

function correlationId({ headers }: IncomingMessage): string | undefined {
  const given = headers['client-request-id']
  return typeof given === 'string' && /^[0-9a-f-]{36}$/i.test(given) ? given : undefined
}
