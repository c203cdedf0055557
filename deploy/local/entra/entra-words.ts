import type { KoaContextWithOIDC } from 'oidc-provider'
import { EntraError } from './entra-error.ts'

/** Stands for `offline_access`, which oidc-provider drops unless consent is prompted for. */
export const offline = 'offline'

export function hideOffline(scope: string): string {
  return replaceWord(scope, 'offline_access', offline)
}

export function showOffline(scope: string): string {
  return replaceWord(scope, offline, 'offline_access')
}

/** What oidc-provider answers on the token endpoint, in Entra's words. */
export async function speakAsEntra(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next()
  if (ctx.oidc?.route !== 'token') return
  const body = ctx.body as Record<string, unknown>
  if (typeof body.error === 'string') {
    const error = providerError(body.error, String(body.error_description ?? ''))
    ctx.status = error.status
    ctx.body = error.body(ctx.get('client-request-id') || undefined)
    return
  }
  ctx.body = { ...body, scope: showOffline(String(body.scope ?? '')), ext_expires_in: body.expires_in }
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

function providerError(error: string, description: string): EntraError {
  return new EntraError(error, providerCodes[error] ?? 9002313, `${description}.`)
}
