import type { KoaContextWithOIDC } from 'oidc-provider'

/** A middleware that removes the `iss` of RFC 9207 from redirects. Entra does not send it. */
export async function hideIssuer(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next()
  const location = URL.parse(ctx.response.get('location'))
  if (!location?.searchParams.has('iss')) return
  location.searchParams.delete('iss')
  ctx.set('location', location.href)
}
