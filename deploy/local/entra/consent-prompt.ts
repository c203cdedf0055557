import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { isDocumentUrl } from './client-document.ts'
import type { Directory } from './directory.ts'

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

function isMissing({ consents }: Directory, { oidc }: KoaContextWithOIDC): boolean {
  const clientId = oidc.client?.clientId ?? ''
  const resource = String(oidc.params?.resource)
  const scopes = scopesWithin(String(oidc.params?.scope), resource)
  return (
    isDocumentUrl(clientId) &&
    !consents.cover({ clientId, of: String(oidc.session?.accountId), resource, scopes })
  )
}

/** The short names of the scopes that belong to the resource. */
export function scopesWithin(scope: string, resource: string): string[] {
  return scope
    .split(' ')
    .filter((word) => word.startsWith(`${resource}/`))
    .map((word) => word.slice(resource.length + 1))
}
