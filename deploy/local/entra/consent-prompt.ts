import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { isDocumentUrl } from './client-document.ts'
import type { Directory } from './directory.ts'
import { showOffline } from './offline-scope.ts'
import { namedScopes } from './scopes.ts'

const { Check, Prompt } = interactionPolicy

/**
 * Asks for consent where the request demands it, and for scopes of a client that is not registered in this tenant. An
 * administrator has consented to the registered ones.
 */
export function consentPrompt(directory: Directory) {
  return new Prompt(
    { name: 'consent', requestable: true },
    new Check('not_consented', 'AADSTS65001: Consent is missing.', 'interaction_required', (ctx) =>
      isMissing(directory, ctx)
    )
  )
}

function isMissing(directory: Directory, { oidc }: KoaContextWithOIDC): boolean {
  const clientId = oidc.client?.clientId ?? ''
  if (!isDocumentUrl(clientId)) return false
  const scopes = namedScopes(directory, showOffline(String(oidc.params?.scope)))
  return !directory.consents.cover({ clientId, of: String(oidc.session?.accountId), scopes })
}
