import { codexRedirectUri } from '../../codex-redirect.ts'
import list from '../../redirect-uris.json' with { type: 'json' }

/**
 * The redirect URIs of the public client, as the deployment registers them: those of known clients, the ones that Codex
 * computes from the addresses of the MCP endpoint, and `others`, the value of REDIRECT_URIS.
 */
export function publicRedirectUris(mcpUrls: string[], others = ''): string[] {
  return [
    ...list.publicClient.map(({ uri }) => uri),
    ...mcpUrls.map(codexRedirectUri),
    ...others.split(/[\s,]+/).filter(Boolean)
  ]
}

/** The redirect URIs of the API's application under "Web". They belong to clients that have its secret. */
export const webRedirectUris = list.web.map(({ uri }) => uri)

/** What Visual Studio Code registered for its own client. */
export const vsCodeRedirectUris = [
  'http://localhost',
  ...list.publicClient.filter(({ clients }) => clients.includes('Visual Studio Code')).map(({ uri }) => uri)
]

/**
 * Compares as Entra does: the port of localhost and 127.0.0.1 is ignored, the path is not, letters count as they are, and a
 * slash stands for no path. `[::1]` is not supported. https://learn.microsoft.com/entra/identity-platform/reply-url
 */
export function isRegistered(registered: Iterable<string>, uri: string): boolean {
  const asked = comparable(uri)
  for (const one of registered) if (comparable(one) === asked) return true
  return false
}

function comparable(uri: string): string {
  const bare = uri.replace(/^(http:\/\/(?:localhost|127\.0\.0\.1)):\d{1,5}(?=\/|\?|$)/, '$1')
  return /^\w+:\/\/[^/?#]+$/.test(bare) ? `${bare}/` : bare
}
