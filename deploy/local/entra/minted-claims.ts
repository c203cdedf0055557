import type { KoaContextWithOIDC } from 'oidc-provider'
import { findAccount } from '../tenant.ts'
import { agentClaims, applicationId } from './agent-identity.ts'
import type { Directory } from './directory.ts'
import { graphUri } from './scopes.ts'
import { apiUserClaims, graphUserClaims, idTokenClaims } from './token-claims.ts'

/** The account of an ID token, in the shape that oidc-provider asks for. */
export function idTokenAccount(directory: Directory, oid: string) {
  const account = findAccount(oid)
  return account && { accountId: oid, claims: () => ({ ...idTokenClaims(directory, account), sub: oid }) }
}

/** The claims of an access token that oidc-provider is about to sign. The caller keeps oidc-provider's `exp`. */
export function accessTokenClaims(
  directory: Directory,
  ctx: KoaContextWithOIDC,
  token: { aud?: string | string[] | undefined; scope?: string | undefined }
) {
  const { account, client, entities } = ctx.oidc
  const known = account && findAccount(account.accountId)
  if (!known || !client) throw new Error('An access token needs an account and a client.')

  const source = entities.AuthorizationCode ?? entities.RefreshToken
  const scopes = (token.scope ?? '').split(' ').map((scope) => scope.slice(scope.lastIndexOf('/') + 1))
  const delegation = {
    account: known,
    clientId: applicationId(directory.tenantId, client.clientId),
    proof: '0' as const,
    scopes,
    ...(source?.acr && { acrs: [source.acr] })
  }
  const claims =
    token.aud === graphUri
      ? graphUserClaims(directory, delegation, 0)
      : apiUserClaims(directory, delegation, 0)
  return { ...claims, ...agentClaims(client.clientId) }
}
