import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { findAccount } from '../tenant.ts'
import { isDocumentUrl } from './client-document.ts'
import { consentPage, type ShownClient } from './consent-pages.ts'
import type { Directory } from './directory.ts'
import { readForm } from './form.ts'
import { showOffline } from './offline-scope.ts'
import { sendPage } from './page.ts'
import { inWords } from './scope-words.ts'
import { namedScopes } from './scopes.ts'

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

/** Serves the consent page of a sign-in, and takes the decision. */
export async function answerConsent(
  directory: Directory,
  provider: Provider,
  interaction: Interaction,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const { params, session } = interaction
  const clientId = String(params.client_id)
  const scope = showOffline(String(params.scope))
  const account = findAccount(session?.accountId ?? '')
  const client = await findClient(provider, clientId)
  if (!account || !client) throw new Error('A consent page needs an account and a client.')

  const form = request.method === 'POST' ? await readForm(request) : new URLSearchParams()
  if (form.get('consent') === 'no') return provider.interactionFinished(request, response, declined)
  if (form.get('consent') !== 'yes') {
    const permissions = inWords(directory, scope)
    const html = consentPage({ account, client, permissions, redirectUri: String(params.redirect_uri) })
    return sendPage(response, html)
  }
  directory.consents.give({
    clientId,
    of: account.administrator && form.has('everybody') ? 'everybody' : account.oid,
    scopes: namedScopes(directory, scope)
  })
  await provider.interactionFinished(request, response, { consent: {} }, { mergeWithLastSubmission: true })
}

/** A client as pages show it; undefined if the tenant does not know it. */
export async function findClient(provider: Provider, clientId: string): Promise<ShownClient | undefined> {
  const client = await provider.Client.find(clientId)
  if (!client) return undefined
  if (!isDocumentUrl(clientId)) return { name: client.clientName ?? clientId }
  return { name: client.clientName ?? new URL(clientId).host, documentUrl: clientId }
}

const declined = {
  error: 'access_denied',
  error_description: 'AADSTS65004: User declined to consent to access the app.'
}
