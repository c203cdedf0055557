import { codexRedirectUri } from '../../codex-redirect.ts'
import list from '../../redirect-uris.json' with { type: 'json' }

/** The platforms of a registration. A code for "web" is redeemed with a secret, and one for "spa" by a page, with PKCE. */
export type Platform = 'publicClient' | 'web' | 'spa'
export type RedirectUris = Record<Platform, string[]>

/**
 * The redirect URIs of the clients' registration, as the deployment registers them: those of known clients, the ones that
 * Codex computes from the addresses of the MCP endpoint, and `others`, the value of REDIRECT_URIS.
 */
export function clientRedirectUris(mcpUrls: string[], others = ''): RedirectUris {
  const added = others
    .split(',')
    .map((uri) => uri.trim())
    .filter(Boolean)
  const of = (platform: string) =>
    added
      .filter((uri) => uri.toLowerCase().startsWith(`${platform}:`))
      .map((uri) => uri.slice(platform.length + 1))
  return {
    publicClient: [
      ...list.publicClient.map(({ uri }) => uri),
      ...mcpUrls.map(codexRedirectUri),
      ...added.filter((uri) => !/^(web|spa):/i.test(uri))
    ],
    web: [...list.web.map(({ uri }) => uri), ...of('web')],
    spa: of('spa')
  }
}

/** What Visual Studio Code registered for its own client. */
export const vsCodeRedirectUris: RedirectUris = {
  publicClient: [
    'http://localhost',
    ...list.publicClient.filter(({ clients }) => clients.includes('Visual Studio Code')).map(({ uri }) => uri)
  ],
  web: [],
  spa: []
}

/** The platform under which a redirect URI is registered; undefined where it is not. */
export function findPlatform(registered: RedirectUris, uri: string): Platform | undefined {
  const platforms: Platform[] = ['publicClient', 'web', 'spa']
  return platforms.find((platform) => isRegistered(registered[platform], uri))
}

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
