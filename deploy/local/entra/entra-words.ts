import type { KoaContextWithOIDC } from 'oidc-provider'
import { clientInfo } from './client-info.ts'
import { EntraError } from './entra-error.ts'

/** Stands for `offline_access`, which oidc-provider drops unless consent is prompted for. */
export const offline = 'offline'

export function hideOffline(scope: string): string {
  return replaceWord(scope, 'offline_access', offline)
}

export function showOffline(scope: string): string {
  return replaceWord(scope, offline, 'offline_access')
}

/** What oidc-provider answers, in Entra's words. */
export function speakAsEntra(tenantId: string) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next()
    if (ctx.oidc?.route === 'token') ctx.body = tokenAnswer(ctx, tenantId)
    else tidyRedirect(ctx)
  }
}

function tokenAnswer(ctx: KoaContextWithOIDC, tenantId: string): Record<string, unknown> {
  const body = ctx.body as Record<string, unknown>
  if (typeof body.error === 'string') {
    const error = new EntraError(
      body.error,
      providerCodes[body.error] ?? 9002313,
      `${body.error_description}.`
    )
    ctx.status = error.status
    return error.body(ctx.get('client-request-id') || undefined)
  }
  const oid = ctx.oidc.account?.accountId
  return {
    ...body,
    scope: showOffline(String(body.scope ?? '')),
    ext_expires_in: body.expires_in,
    ...(oid && ctx.query.client_info && { client_info: clientInfo(oid, tenantId) })
  }
}

/** Entra sends no RFC 9207 `iss`. */
function tidyRedirect(ctx: KoaContextWithOIDC): void {
  const location = URL.parse(ctx.response.get('location'))
  if (!location?.searchParams.has('iss')) return
  location.searchParams.delete('iss')
  ctx.set('location', location.href)
}

function replaceWord(scope: string, from: string, to: string): string {
  return scope
    .split(' ')
    .map((word) => (word === from ? to : word))
    .join(' ')
}

const providerCodes: Record<string, number> = {
  invalid_grant: 70000,
  invalid_client: 7000215,
  invalid_scope: 70011,
  invalid_target: 9010010,
  unauthorized_client: 700016,
  unsupported_grant_type: 70003
}
