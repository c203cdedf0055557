import type { OAuthClientProvider, OAuthDiscoveryState } from '@modelcontextprotocol/client'
import { authorize } from '../deploy/local/sign-in.ts'
import { nativeClientId } from '../deploy/local/tenant.ts'

const redirectUrl = 'http://localhost:33418/'

/** A person at an MCP client. Its client id is configured, because Entra has no dynamic client registration. */
export function personWithBrowser() {
  let tokens: Awaited<ReturnType<OAuthClientProvider['tokens']>>
  let discovered: OAuthDiscoveryState | undefined
  let verifier = ''
  let address = new URL('about:blank')
  const provider: OAuthClientProvider = {
    redirectUrl,
    clientMetadata: { redirect_uris: [redirectUrl] },
    clientInformation: () => ({ client_id: nativeClientId }),
    tokens: () => tokens,
    saveTokens(saved) {
      tokens = saved
    },
    discoveryState: () => discovered,
    saveDiscoveryState(state) {
      discovered = state
    },
    redirectToAuthorization(url) {
      address = url
    },
    codeVerifier: () => verifier,
    saveCodeVerifier(saved) {
      verifier = saved
    }
  }
  return {
    provider,
    asked: () => Object.fromEntries(address.searchParams),
    signIn: async (user: string) => (await authorize(address.href, user)).searchParams
  }
}
