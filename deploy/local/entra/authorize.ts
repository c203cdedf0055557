import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import { accounts, findAccount, unknownAccount } from '../tenant.ts'
import { answerConsent } from './consent.ts'
import type { Directory } from './directory.ts'
import { readForm } from './form.ts'
import { hideOffline } from './offline-scope.ts'
import { sendPage } from './page.ts'
import { refusalPage, signInPage, verifyPage } from './pages.ts'

/**
 * Translates an Entra authorization request for oidc-provider. Unless the request is silent (`prompt=none`) the user
 * signs in anew, so that accounts can be switched.
 */
export function translateAuthorization(asked: URLSearchParams): { params: URLSearchParams; silent: boolean } {
  const params = new URLSearchParams(asked)
  const silent = asked.get('prompt') === 'none'
  const consents = asked.get('prompt')?.split(' ').includes('consent')
  const scope = asked.get('scope') ?? ''
  const resource = asked.get('resource')
  const context = demandedContext(asked.get('claims'))

  const dropped = ['claims', 'resource', 'acrs', 'asked_resource', 'acr_values', 'max_age', 'id_token_hint']
  for (const name of dropped) params.delete(name)
  params.set('scope', hideOffline(scope))
  if (!scope.split(' ').includes('openid')) params.delete('nonce')
  if (!silent) params.delete('prompt')
  if (consents) params.set('prompt', 'consent')
  if (resource) params.set('asked_resource', resource)
  if (context) params.set('acrs', context)
  return { params, silent }
}

/**
 * Serves the sign-in pages: pick an account, then verify if the request demands an authentication context. The consent page
 * follows where consent is asked for.
 */
export async function signInPages(
  directory: Directory,
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const interaction = await provider.interactionDetails(request, response).catch(() => undefined)
  if (!interaction)
    return sendPage(response, refusalPage('session_expired', 'This sign-in has expired.'), 400)

  if (interaction.prompt.name === 'consent') {
    return answerConsent(directory, provider, interaction, request, response)
  }

  const { params } = interaction
  const form = request.method === 'POST' ? await readForm(request) : new URLSearchParams()
  const typed = form.get('username')
  const account = findAccount(typed ?? '')
  const everybody = Object.values(accounts)

  if (!account) {
    const problem = typed === null ? '' : unknownAccount(typed)
    const hint = typed ?? findAccount(String(params.login_hint ?? ''))?.username
    return sendPage(response, signInPage(everybody, { problem, ...(hint && { hint }) }))
  }
  const context = typeof params.acrs === 'string' ? params.acrs : undefined
  if (context && !form.has('verified')) return sendPage(response, verifyPage(account, context))

  const login = { accountId: account.oid, ...(context && { acr: context }) }
  await provider.interactionFinished(request, response, { login })
}

/** The context that a claims request such as `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}` demands. */
function demandedContext(claims: string | null): string | undefined {
  try {
    const { value, values } = JSON.parse(claims ?? '').access_token.acrs
    const context: unknown = value ?? values?.[0]
    return typeof context === 'string' ? context : undefined
  } catch {
    return undefined
  }
}
