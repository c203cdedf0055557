import { codexRedirectUri } from '../codex-redirect.ts'
import { gatewayAddress } from './gateway-address.ts'

/** The value of CODEX_REDIRECT_URIS: those of both endpoints. Undefined while the address of the gateway is unknown. */
export function codexRedirectUris(env: NodeJS.ProcessEnv): string | undefined {
  const address = gatewayAddress(env)
  if (!address) return undefined
  return ['/mcp', '/oauth/mcp'].map((path) => codexRedirectUri(address + path)).join(',')
}
