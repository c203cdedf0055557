import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import type { Handler } from '../loopback-server.ts'
import { adminConsent } from './admin-consent.ts'
import { type Authority, checkAuthority, readAuthority } from './authority.ts'
import { signInPages, translateAuthorization } from './authorize.ts'
import { devicePath } from './device-code.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { readForm, required } from './form.ts'
import { answerIdentity, answerInstance, identityPath, instancePath } from './managed-identity.ts'
import { keySet, openIdConfiguration, openIdConfigurationV1 } from './metadata.ts'
import { sendPage } from './page.ts'
import { refusalPage } from './pages.ts'
import { createProvider } from './provider.ts'
import { replay } from './replay.ts'
import { checkSelf } from './scopes.ts'
import { sendJson } from './send-json.ts'
import { answerDeviceCode, answerToken } from './token-endpoint.ts'

/** Serves every endpoint of the local Entra. */
export function createHandler(directory: Directory, identityHeader: string): Handler {
  const provider = createProvider(directory)
  return handle

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
    // Clients look for many documents, also above the tenant. Entra answers 404 there, and nothing else.
    if (name === '' || name.startsWith('.')) return notFound(response)
    const authority = readAuthority(directory, name)
    await answer(authority, path, request, response)
  }

  async function answer(
    authority: Authority,
    path: string,
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    if (path.startsWith('/login/')) return signInPages(directory, provider, request, response)
    if (path.startsWith('/oauth2/v2.0/authorize')) {
      return authorize(authority, path, request, response).catch((error) => refuseOnPage(response, error))
    }
    if (path === '/adminconsent' || path === '/v2.0/adminconsent') {
      return adminConsent(directory, provider, request, response).catch((error) =>
        refuseOnPage(response, error)
      )
    }
    if (path.startsWith(devicePath)) return devicePage(path, request, response)

    allowOtherOrigins(request, response)
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end()
    } else if (path === '/v2.0/.well-known/openid-configuration') {
      sendJson(response, 200, openIdConfiguration(directory, authority))
    } else if (path === '/.well-known/openid-configuration') {
      sendJson(response, 200, openIdConfigurationV1(directory, authority))
    } else if (path === '/discovery/v2.0/keys') {
      sendJson(response, 200, keySet(directory, authority))
    } else if (path === '/discovery/keys') {
      sendJson(response, 200, directory.keys.published())
    } else if (path === '/oauth2/v2.0/token' && request.method === 'POST') {
      await answerToken(directory, provider, authority, request, response)
    } else if (path === '/oauth2/v2.0/devicecode' && request.method === 'POST') {
      await answerDeviceCode(directory, provider, authority, request, response)
    } else {
      notFound(response)
    }
  }

  /** The first page begins a new session, so that the person picks an account. */
  function devicePage(path: string, request: IncomingMessage, response: ServerResponse): void {
    request.url = `/${directory.tenantId}${path}`
    if (request.method === 'GET' && path === devicePath) delete request.headers.cookie
    provider.callback()(request, response)
  }

  async function authorize(
    authority: Authority,
    path: string,
    request: IncomingMessage,
    response: ServerResponse
  ): Promise<void> {
    const { searchParams } = new URL(request.url ?? '', directory.url)
    const resumes = path !== '/oauth2/v2.0/authorize'
    const asked = request.method === 'POST' ? await readForm(request) : searchParams
    if (!resumes) checkAuthorization(directory, authority, asked)
    const { params, silent } = translateAuthorization(asked)
    if (!resumes && !silent) forgetSession(provider, response)
    const url = `/${directory.tenantId}${path}${resumes ? '' : `?${params}`}`
    const cookies = resumes || silent
    provider.callback()(replay(request, { method: 'GET', url, origin: directory.url, cookies }), response)
  }
}

/** What Entra says on a page of its own, because it does not go back to the application. */
function checkAuthorization(directory: Directory, authority: Authority, asked: URLSearchParams): void {
  const clientId = required(asked, 'client_id')
  checkAuthority(authority, clientId)
  checkSelf(directory, clientId, required(asked, 'scope'))
}

function refuseOnPage(response: ServerResponse, error: unknown): void {
  if (!(error instanceof EntraError)) throw error
  const page = refusalPage(error.error, `AADSTS${error.code}: ${error.message}`)
  sendPage(response, page, error.status)
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { 'content-length': 0 }).end()
}

/** Another account may sign in now. oidc-provider would end the session of the first on a page that the local Entra lacks. */
function forgetSession(provider: Provider, response: ServerResponse): void {
  const gone = `${provider.cookieName('session')}=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly`
  response.appendHeader('set-cookie', gone)
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
