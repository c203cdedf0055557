import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Account } from '../tenant.ts'
import { canonicalScope, everyScope } from './authorization-request.ts'
import type { Directory } from './directory.ts'
import { offline } from './offline-scope.ts'
import { graphUri, type RequestedScopes } from './scopes.ts'

/** Grants every scope of the resource: the administrator of this tenant has consented for everybody. */
export async function grantEverything(directory: Directory, ctx: KoaContextWithOIDC) {
  const { account, client, provider, params } = ctx.oidc
  if (!account || !client) return undefined
  return saveGrant(directory, provider, account.accountId, client.clientId, String(params?.resource))
}

interface Delegated {
  clientId: string
  account: Account
  requested: RequestedScopes
  acrs: string[]
}

/** Creates a refresh token for Graph after an on-behalf-of exchange, where oidc-provider saw no sign-in. */
export async function saveRefreshToken(
  directory: Directory,
  provider: Provider,
  { clientId, account, requested, acrs }: Delegated
): Promise<string> {
  const client = await provider.Client.find(clientId)
  if (!client) throw new Error(`The client ${clientId} is not registered: add it to createProvider.`)
  const grant = await saveGrant(directory, provider, account.oid, clientId, graphUri)
  const token = new provider.RefreshToken({
    client,
    accountId: account.oid,
    acr: acrs[0],
    grantId: grant.jti,
    gty: 'refresh_token',
    resource: graphUri,
    scope: canonicalScope(directory, requested)
  })
  return token.save()
}

async function saveGrant(
  directory: Directory,
  provider: Provider,
  accountId: string,
  clientId: string,
  resource: string
) {
  const grant = new provider.Grant({ accountId, clientId })
  grant.addOIDCScope(`openid profile email ${offline}`)
  grant.addResourceScope(resource, everyScope(directory, resource).join(' '))
  await grant.save()
  return grant
}
