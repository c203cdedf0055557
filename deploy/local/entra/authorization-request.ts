import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { hideOffline, showOffline } from './offline-scope.ts'
import { checkResource, type RequestedScopes, readScopes, resourceUri } from './scopes.ts'

/** Replaces the scopes of an authorization request with canonical ones and returns the URI of their resource. */
export function readRequest(directory: Directory, ctx: KoaContextWithOIDC): string {
  const { params } = ctx.oidc
  try {
    const requested = readScopes(directory, showOffline(String(params?.scope ?? '')))
    if (params?.asked_resource) checkResource(directory, String(params.asked_resource), requested)
    if (params) params.scope = canonicalScope(directory, requested)
    return resourceUri(directory, requested.resource)
  } catch (error) {
    if (!(error instanceof EntraError)) throw error
    throw new errors.CustomOIDCProviderError(error.error, `AADSTS${error.code}: ${error.message}`)
  }
}

/** The scopes as oidc-provider is configured with them: full URIs, and `offline` for `offline_access`. */
export function canonicalScope(directory: Directory, { resource, names, openId }: RequestedScopes): string {
  const uri = resourceUri(directory, resource)
  return hideOffline([...openId, ...names.map((name) => `${uri}/${name}`)].join(' '))
}

export function everyScope(directory: Directory, resource: string): string[] {
  const { names } = readScopes(directory, `${resource}/.default`)
  return names.map((name) => `${resource}/${name}`)
}
