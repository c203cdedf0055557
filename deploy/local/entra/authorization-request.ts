import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { showOffline } from './offline-scope.ts'
import { checkResource, checkScopes, firstResource, readScopes } from './scopes.ts'

/**
 * Checks the scopes of an authorization request. oidc-provider then carries them as they are to the token endpoint, which
 * reads them: they count as scopes of one resource that stands for all.
 */
export function checkRequest(directory: Directory, { oidc }: KoaContextWithOIDC): string {
  const scope = showOffline(String(oidc.params?.scope ?? ''))
  const resource = oidc.params?.asked_resource
  try {
    checkScopes(directory, oidc.client?.clientId ?? '', scope)
    if (resource) {
      checkResource(directory, String(resource), readScopes(directory, firstResource(directory, scope)))
    }
    return directory.appIdUris[0]
  } catch (error) {
    if (!(error instanceof EntraError)) throw error
    throw new errors.CustomOIDCProviderError(error.error, `AADSTS${error.code}: ${error.message}`)
  }
}

/** The scopes of the resource that stands for all: those of the request. */
export function requestedScope({ oidc }: KoaContextWithOIDC): string {
  return String(oidc.params?.scope ?? '')
}
