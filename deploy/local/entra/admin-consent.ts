import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { accounts, findAccount, unknownAccount } from '../tenant.ts'
import { explainDocument } from './client-document.ts'
import { findClient } from './consent.ts'
import { adminConsentPage, consentedPage, needsAdministratorPage, type ShownClient } from './consent-pages.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { missing, readForm } from './form.ts'
import { sendPage } from './page.ts'
import { signInPage } from './pages.ts'
import type { Scope } from './scope.ts'
import { inWords } from './scope-words.ts'
import { checkScopes, namedScopes } from './scopes.ts'

interface AdminConsentRequest {
  clientId: string
  client: ShownClient
  scope: string
  redirectUri: string | null
  state: string | null
  /** The endpoint with `/v2.0` in its path names the scopes, and says the outcome in another way. */
  isV2: boolean
}

type Answer = { html: string; status?: number } | { location: string }

/**
 * Serves the admin consent endpoints: an administrator signs in and consents for everybody in the tenant.
 * https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export async function adminConsent(
  directory: Directory,
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const asked = await readRequest(directory, provider, new URL(request.url ?? '', directory.url))
  const form = request.method === 'POST' ? await readForm(request) : new URLSearchParams()
  const answer = decide(directory, asked, form)
  if ('html' in answer) sendPage(response, answer.html, answer.status)
  else response.writeHead(302, { location: answer.location, 'cache-control': 'no-store' }).end()
}

async function readRequest(
  directory: Directory,
  provider: Provider,
  { pathname, searchParams }: URL
): Promise<AdminConsentRequest> {
  const isV2 = pathname.endsWith('/v2.0/adminconsent')
  const clientId = searchParams.get('client_id')
  const redirectUri = searchParams.get('redirect_uri')
  if (!clientId) throw missing('client_id')
  if (isV2 && !redirectUri) throw missing('redirect_uri')
  const client = await findClient(provider, clientId).catch((error: Error) => {
    throw new EntraError('unauthorized_client', 700016, explainDocument(clientId, error))
  })
  if (!client) {
    const message = `Application with identifier '${clientId}' was not found in the directory.`
    throw new EntraError('unauthorized_client', 700016, message)
  }
  if (redirectUri && !(await provider.Client.find(clientId))?.redirectUriAllowed(redirectUri)) {
    const message = `The redirect URI '${redirectUri}' does not match the ones configured for the application '${clientId}'.`
    throw new EntraError('invalid_request', 50011, message)
  }
  const scope = isV2 ? searchParams.get('scope') : registeredPermissions(directory, clientId)
  if (!scope) throw missing('scope')
  checkScopes(directory, clientId, scope)
  return { clientId, client, scope, redirectUri, state: searchParams.get('state'), isV2 }
}

/** What the registration asks for: the API needs Graph, and every other client needs the API. */
function registeredPermissions(directory: Directory, clientId: string): string {
  return `${clientId === directory.clientId ? directory.cloud.graphUrl : directory.clientId}/.default`
}

/** A stateless sequence of pages: pick an account, then accept or cancel. */
function decide(directory: Directory, asked: AdminConsentRequest, form: URLSearchParams): Answer {
  const typed = form.get('username')
  const account = findAccount(typed ?? '')
  if (!account) {
    const problem = typed === null ? '' : unknownAccount(typed)
    return { html: signInPage(Object.values(accounts), { problem, hint: accounts.admin.username }) }
  }
  if (!account.administrator) return { html: needsAdministratorPage(account), status: 403 }

  const { client, clientId, scope } = asked
  const decision = form.get('consent')
  if (decision === 'yes') {
    const scopes = namedScopes(directory, scope)
    directory.consents.give({ clientId, of: 'everybody', scopes })
    return outcome(directory, asked, scopes)
  }
  if (decision === 'no') return outcome(directory, asked)
  return { html: adminConsentPage({ account, client, permissions: inWords(directory, scope) }) }
}

/** Goes back to the application, or says what happened where no address was given. Without `granted`, nothing was. */
function outcome(
  { tenantId, appIdUris, cloud }: Directory,
  { client, redirectUri, state, isV2 }: AdminConsentRequest,
  granted?: Scope[]
): Answer {
  if (!redirectUri) return { html: consentedPage(client, granted !== undefined) }
  const scope = granted?.map(
    ({ resource, name }) => `${resource === 'graph' ? cloud.graphUrl : appIdUris[0]}/${name}`
  )
  const accepted = { admin_consent: 'True', tenant: tenantId, ...(isV2 && { scope: scope?.join(' ') }) }
  const denied = isV2 ? deniedV2 : deniedV1
  const location = new URL(redirectUri)
  for (const [name, value] of Object.entries({ ...(granted ? accepted : denied), state })) {
    if (typeof value === 'string') location.searchParams.set(name, value)
  }
  return { location: location.href }
}

const deniedV2 = {
  admin_consent: 'True',
  error: 'consent_required',
  error_description: 'AADSTS65004: The resource owner or authorization server denied the request.'
}

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#error-response */
const deniedV1 = { error: 'permission_denied', error_description: 'The admin canceled the request' }
