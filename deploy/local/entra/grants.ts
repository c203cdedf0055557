import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import { hideOffline, offline } from './offline-scope.ts'

/** Grants everything that a request asks for: who must consent has done so by then. It keeps the client's capabilities too. */
export async function grantEverything({ oidc }: KoaContextWithOIDC) {
  const { account, client, provider, params } = oidc
  if (!account || !client) return undefined
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  grant.addOIDCScope(`openid profile email ${offline}`)
  grant.addResourceScope(String(params?.resource), hideOffline(String(params?.scope ?? '')))
  if (params?.capabilities) grant.addOIDCClaims(String(params.capabilities).split(' '))
  await grant.save()
  return grant
}

/** The capabilities that the client declared at the authorization endpoint. */
export async function grantedCapabilities(provider: Provider, grantId = ''): Promise<string[]> {
  return (await provider.Grant.find(grantId))?.getOIDCClaims() ?? []
}
