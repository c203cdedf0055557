import { type Configuration, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { nativeClientId, publicClientIds } from '../tenant.ts'
import { everyScope, readRequest } from './authorization-request.ts'
import type { Directory } from './directory.ts'
import { grantEverything } from './grants.ts'
import type { createMemoryAdapter } from './memory-adapter.ts'
import { accessTokenClaims, idTokenAccount } from './minted-claims.ts'
import { offline } from './offline-scope.ts'
import { refusalPage } from './pages.ts'
import { signInPrompt } from './sign-in-prompt.ts'
import { speakAsEntra } from './speak-as-entra.ts'
import { pairwiseSubject } from './token-claims.ts'

/** Configures oidc-provider to sign people in and issue codes, access, refresh and ID tokens as Entra does. */
export function createProvider(
  directory: Directory,
  adapter: ReturnType<typeof createMemoryAdapter>
): Provider {
  const provider = new Provider(directory.issuer, configure(directory, adapter))

  provider.Client.prototype.redirectUriAllowed = function redirectUriAllowed(uri) {
    return directory.redirectAllowed(this.clientId, uri)
  }
  provider.use(speakAsEntra(directory.tenantId))
  // Entra does not send the `iss` of RFC 9207.
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
    clients: [clientId, ...publicClientIds].map(publicClient),
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
      AccessToken: directory.tokenLifetime,
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
      ctx.body = refusalPage(out.error, explain(ctx, out.error) ?? out.error_description)
    }
  }
}

/** Entra's texts for a wrong client id and a wrong redirect URI, with what to do here. */
function explain({ query }: KoaContextWithOIDC, error: string): string | undefined {
  if (error === 'invalid_client') {
    return `AADSTS700016: Application with identifier '${query.client_id}' was not found in the directory. Use a client id of deploy/local/tenant.ts.`
  }
  if (error === 'invalid_redirect_uri') {
    const [uri, client] = [String(query.redirect_uri), String(query.client_id)]
    return `AADSTS50011: The redirect URI '${uri}' specified in the request does not match the redirect URIs configured for the application '${client}'. ${whereToAdd(uri, client)}`
  }
  return undefined
}

function whereToAdd(uri: string, clientId: string): string {
  if (uri.includes('://['))
    return 'Entra ID does not support [::1]: the client must use 127.0.0.1 or localhost.'
  if (clientId === nativeClientId) {
    return 'Add it to the variable REDIRECT_URIS, or to deploy/redirect-uris.json if many people use this client. The port of localhost and 127.0.0.1 does not matter, the path does.'
  }
  if (publicClientIds.includes(clientId)) {
    return 'This client is registered by Microsoft. Use the client id of your own registration.'
  }
  return "The redirect URIs of the API's application are in deploy/local/stack.ts."
}

function publicClient(client_id: string) {
  return {
    client_id,
    application_type: 'native' as const,
    token_endpoint_auth_method: 'none' as const,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code' as const],
    // oidc-provider wants a list; redirectUriAllowed, above, decides.
    redirect_uris: ['http://localhost'],
    subject_type: 'pairwise' as const
  }
}
