import { type Configuration, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { name } from '../../../app/service.ts'
import { findAccount, nativeClientId, publicClientIds, vsCodeClientId } from '../tenant.ts'
import { checkRequest, requestedScope } from './authorization-request.ts'
import { ourParams } from './authorize.ts'
import { documentFetcher, explainDocument, isDocumentUrl } from './client-document.ts'
import { consentPrompt } from './consent-prompt.ts'
import { deviceGrant, devicePath } from './device-code.ts'
import { devicePages, sendNewPage } from './device-pages.ts'
import type { Directory } from './directory.ts'
import { grantEverything } from './grants.ts'
import { hideIssuer } from './hide-issuer.ts'
import { createMemoryAdapter } from './memory-adapter.ts'
import { offline } from './offline-scope.ts'
import { refusalPage } from './pages.ts'
import { isRegistered } from './redirect-uris.ts'
import { signInPrompt } from './sign-in-prompt.ts'

/** Configures oidc-provider to sign people in and issue codes. The token endpoint of this folder redeems them. */
export function createProvider(directory: Directory): Provider {
  const provider = new Provider(directory.issuer, configure(directory))
  // The address of the local Entra may be one that this machine only pretends to have.
  provider.proxy = true

  provider.Client.prototype.redirectUriAllowed = function redirectUriAllowed(uri) {
    return isDocumentUrl(this.clientId)
      ? isRegistered(this.redirectUris ?? [], uri)
      : directory.platformOf(this.clientId, uri) !== undefined
  }
  provider.use(hideIssuer)
  provider.use(sendNewPage)
  // Entra does not send the `iss` of RFC 9207.
  provider.on('authorization.success', (_ctx, out) => {
    delete out?.iss
  })
  provider.on('server_error', (_ctx, error) => process.emitWarning(error))
  return provider
}

function configure(directory: Directory): Configuration {
  const { clientId, tenantId, keys } = directory

  return {
    adapter: createMemoryAdapter(),
    // It wants a key, and signs nothing with it.
    jwks: { keys: [keys.current()] },
    clients: [clientId, ...publicClientIds].map(publicClient),
    clientAuthMethods: ['none'],
    fetch: documentFetcher(directory.documentHosts),
    routes: {
      authorization: `/${tenantId}/oauth2/v2.0/authorize`,
      token: `/${tenantId}/oauth2/v2.0/token`,
      code_verification: `/${tenantId}${devicePath}`,
      jwks: `/${tenantId}/discovery/v2.0/keys`
    },
    scopes: ['openid', 'profile', 'email', offline],
    // Entra wants PKCE from clients with a metadata document, and from single-page applications when they redeem the code.
    pkce: { required: (_ctx, client) => isDocumentUrl(client.clientId) },
    responseTypes: ['code'],
    ttl: { AuthorizationCode: 600, DeviceCode: 900, Grant: 86_400, Interaction: 3600, Session: 86_400 },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true, mask: '*********', ...devicePages },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientIdMetadataDocument: { enabled: true, ack: 'draft-02' },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx) => checkRequest(directory, ctx),
        getResourceServerInfo: (ctx) => ({ scope: requestedScope(ctx) })
      }
    },
    extraParams: ourParams,
    interactions: {
      policy: [signInPrompt(), consentPrompt(directory)],
      url: (_ctx, interaction) => `/${tenantId}/login/${interaction.uid}`
    },
    findAccount: (_ctx, oid) => findAccount(oid) && { accountId: oid, claims: () => ({ sub: oid }) },
    loadExistingGrant: grantEverything,
    renderError(ctx, out, error) {
      ctx.type = 'html'
      ctx.body = refusalPage(out.error, explain(ctx, out.error, error) ?? out.error_description)
    }
  }
}

/** Entra's texts for a wrong client id and a wrong redirect URI, with what to do here. */
function explain({ query, oidc }: KoaContextWithOIDC, error: string, cause: Error): string | undefined {
  const clientId = String(query.client_id)
  if (isDocumentUrl(clientId) && !oidc.client) return explainDocument(clientId, cause)
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
  if (isDocumentUrl(clientId)) return 'The addresses that it may use are in its document.'
  if (clientId === nativeClientId) {
    return 'Add it to the variable REDIRECT_URIS, or to deploy/redirect-uris.json if many people use this client. The port of localhost and 127.0.0.1 does not matter, the path does.'
  }
  if (publicClientIds.includes(clientId)) {
    return 'This client is registered by Microsoft. Use the client id of your own registration.'
  }
  return "The redirect URIs of the API's application are in deploy/local/stack.ts."
}

const publicNames: Record<string, string> = {
  [nativeClientId]: 'MCP clients',
  [vsCodeClientId]: 'Visual Studio Code'
}

function publicClient(client_id: string) {
  return {
    client_id,
    client_name: publicNames[client_id] ?? name,
    application_type: 'native' as const,
    token_endpoint_auth_method: 'none' as const,
    grant_types: ['authorization_code', deviceGrant],
    response_types: ['code' as const],
    // oidc-provider wants a list; redirectUriAllowed, above, decides.
    redirect_uris: ['http://localhost']
  }
}
