import type { KoaContextWithOIDC } from 'oidc-provider'
import { clientInfo } from './client-info.ts'
import { EntraError } from './entra-error.ts'
import { showOffline } from './offline-scope.ts'

/** A middleware that rewrites oidc-provider's answers to Entra's form. */
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

/** Removes the `iss` of RFC 9207, which Entra does not send. */
function tidyRedirect(ctx: KoaContextWithOIDC): void {
  const location = URL.parse(ctx.response.get('location'))
  if (!location?.searchParams.has('iss')) return
  location.searchParams.delete('iss')
  ctx.set('location', location.href)
}

const providerCodes: Record<string, number> = {
  invalid_grant: 70000,
  invalid_client: 700016,
  invalid_client_metadata: 700016,
  invalid_scope: 70011,
  invalid_target: 9010010,
  unauthorized_client: 700016,
  unsupported_grant_type: 70003
}
