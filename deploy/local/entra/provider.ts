import {
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
  Provider
} from 'oidc-provider'
import { findAccount, nativeClientId } from '../accounts.ts'
import type { Directory } from './directory.ts'
import { EntraError } from './entra-error.ts'
import { hideOffline, offline, showOffline, speakAsEntra } from './entra-words.ts'
import type { createMemoryAdapter } from './memory-adapter.ts'
import { refusalPage } from './pages.ts'
import { checkResource, graphUri, type RequestedScopes, readScopes, resourceUri } from './scopes.ts'
import { apiUserClaims, drawLifetime, graphUserClaims, newTokenId, pairwiseSubject } from './token-claims.ts'

/** oidc-provider, told to mint what Entra mints: sign-in, codes with PKCE, refresh tokens, ID tokens. */
export function createProvider(
  directory: Directory,
  adapter: ReturnType<typeof createMemoryAdapter>
): Provider {
  const provider = new Provider(directory.issuer, configure(directory, adapter))

  provider.Client.prototype.redirectUriAllowed = function redirectUriAllowed(uri) {
    return directory.redirectAllowed(this.clientId, uri)
  }
  provider.use(speakAsEntra)
  // Entra sends no RFC 9207 `iss`
  provider.on('authorization.success', (_ctx, out) => {
    delete out?.iss
  })
  provider.on('server_error', (_ctx, error) => process.emitWarning(error))
  return provider
}

function configure(directory: Directory, adapter: ReturnType<typeof createMemoryAdapter>): Configuration {
  const { clientId, tenantId, keys } = directory

  return {
    adapter,
    jwks: { keys: [keys.current()] },
    clients: [publicClient(clientId), publicClient(nativeClientId)],
    cookies: { keys: [newTokenId()] },
    routes: {
      authorization: `/${tenantId}/oauth2/v2.0/authorize`,
      token: `/${tenantId}/oauth2/v2.0/token`,
      jwks: `/${tenantId}/discovery/v2.0/keys`
    },
    scopes: ['openid', 'profile', 'email', offline],
    claims: {
      openid: ['sub', 'tid', 'uti', 'ver'],
      profile: ['name', 'oid', 'preferred_username'],
      email: ['email']
    },
    conformIdTokenClaims: false,
    subjectTypes: ['pairwise'],
    pairwiseIdentifier: (_ctx, oid, client) => pairwiseSubject(oid, client.clientId),
    pkce: { required: () => true },
    responseTypes: ['code'],
    ttl: {
      AccessToken: drawLifetime,
      AuthorizationCode: 600,
      Grant: 86_400,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 86_400,
      Session: 86_400
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx) => readRequest(directory, ctx),
        getResourceServerInfo: (_ctx, resource) => ({
          scope: everyScope(directory, resource).join(' '),
          audience: resource,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } }
        }),
        useGrantedResource: () => true
      }
    },
    extraParams: ['acrs', 'asked_resource'],
    interactions: {
      policy: [signInPrompt()],
      url: (_ctx, interaction) => `/${tenantId}/login/${interaction.uid}`
    },
    findAccount: (_ctx, oid) => idTokenAccount(directory, oid),
    loadExistingGrant: (ctx) => grantEverything(directory, ctx),
    issueRefreshToken: (_ctx, client, source) =>
      client.grantTypeAllowed('refresh_token') && source.scopes.has(offline),
    formats: {
      customizers: {
        jwt(ctx, token, parts) {
          const claims = accessTokenClaims(directory, ctx, token)
          parts.header = { typ: 'JWT' }
          parts.payload = { ...claims, exp: Number(parts.payload.exp) }
        }
      }
    },
    renderError(ctx, out) {
      ctx.type = 'html'
      ctx.body = refusalPage(out.error, out.error_description)
    }
  }
}

function publicClient(client_id: string) {
  return {
    client_id,
    application_type: 'native' as const,
    token_endpoint_auth_method: 'none' as const,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code' as const],
    // what is really allowed is asked of the directory
    redirect_uris: ['http://localhost'],
    subject_type: 'pairwise' as const
  }
}

function signInPrompt() {
  const prompt = new interactionPolicy.Prompt({ name: 'login', requestable: true })
  const check = (reason: string, description: string, missing: (ctx: KoaContextWithOIDC) => boolean) =>
    prompt.checks.add(new interactionPolicy.Check(reason, description, missing))

  check('no_session', 'nobody has signed in', ({ oidc }) => !oidc.session?.accountId)
  check('acrs', 'the authentication context is not satisfied', ({ oidc }) => {
    const demanded = oidc.params?.acrs
    return demanded !== undefined && demanded !== oidc.acr
  })
  return prompt
}

/** Turns the scopes of an authorization request into canonical ones and names their resource. */
function readRequest(directory: Directory, ctx: KoaContextWithOIDC): string {
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

/** The scopes as the provider knows them: full URIs, and its own word for `offline_access`. */
export function canonicalScope(directory: Directory, { resource, names, openId }: RequestedScopes): string {
  const uri = resourceUri(directory, resource)
  return hideOffline([...openId, ...names.map((name) => `${uri}/${name}`)].join(' '))
}

function everyScope(directory: Directory, resource: string): string[] {
  const { names } = readScopes(directory, `${resource}/.default`)
  return names.map((name) => `${resource}/${name}`)
}

function idTokenAccount(directory: Directory, oid: string) {
  const account = findAccount(oid)
  return (
    account && {
      accountId: oid,
      claims: () => ({
        sub: oid,
        email: account.username,
        name: account.name,
        oid,
        preferred_username: account.username,
        tid: directory.tenantId,
        uti: newTokenId(),
        ver: '2.0'
      })
    }
  )
}

/** The administrator has consented to everything, so that nobody is asked. */
async function grantEverything(directory: Directory, ctx: KoaContextWithOIDC) {
  const { account, client, provider, params } = ctx.oidc
  if (!account || !client) return undefined
  const resource = String(params?.resource)
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  grant.addOIDCScope(`openid profile email ${offline}`)
  grant.addResourceScope(resource, everyScope(directory, resource).join(' '))
  await grant.save()
  return grant
}

function accessTokenClaims(
  directory: Directory,
  ctx: KoaContextWithOIDC,
  token: { aud?: string | string[] | undefined; scope?: string | undefined }
) {
  const { account, client, entities } = ctx.oidc
  const known = account && findAccount(account.accountId)
  if (!known || !client) throw new Error('an access token without an account')

  const source = entities.AuthorizationCode ?? entities.RefreshToken
  const scopes = (token.scope ?? '').split(' ').map((scope) => scope.slice(scope.lastIndexOf('/') + 1))
  const delegation = {
    account: known,
    clientId: client.clientId,
    proof: '0' as const,
    scopes,
    ...(source?.acr && { acrs: [source.acr] })
  }
  return token.aud === graphUri
    ? graphUserClaims(directory, delegation, 0)
    : apiUserClaims(directory, delegation, 0)
}
