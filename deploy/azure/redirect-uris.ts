import registered from '../redirect-uris.json' with { type: 'json' }

/** What is wrong with REDIRECT_URIS, by what Entra ID takes: https://learn.microsoft.com/entra/identity-platform/reply-url */
export function mistakesInRedirectUris(list: string): string[] {
  const uris = list
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean)
    .map(read)
  const known = [
    ...registered.publicClient.map(({ uri }) => ({ uri, platform: '' })),
    ...registered.web.map(({ uri }) => ({ uri, platform: 'web:' }))
  ]
  return [
    ...uris
      .filter(({ uri, platform }) => !isRedirectUri(uri, platform !== ''))
      .map(
        ({ text }) =>
          `REDIRECT_URIS: ${JSON.stringify(text)} must be an https URI, http://localhost or http://127.0.0.1 with a path, or the URI of an app such as app://callback; without a fragment, a wildcard or blanks, and of at most 256 characters.`
      ),
    ...uris
      .filter(({ uri, platform }, index) =>
        [...known, ...uris.slice(0, index)].some((other) => other.uri === uri && other.platform !== platform)
      )
      .map(({ text }) => `REDIRECT_URIS: ${JSON.stringify(text)} is registered for another platform already.`)
  ]
}

/** A URI, and the platform in front of it: `web:`, `spa:`, or nothing for a public client. */
function read(text: string): { text: string; uri: string; platform: string } {
  const [, platform = '', uri = ''] = /^(web:|spa:)?(.*)$/s.exec(text) ?? []
  return { text, uri, platform }
}

function isRedirectUri(uri: string, isOfBrowser: boolean): boolean {
  if (!URL.canParse(uri) || uri.length > 256 || /[\s#*"'<>\\]/.test(uri)) return false
  const { protocol, hostname, username } = new URL(uri)
  if (protocol === 'https:') return username === ''
  if (protocol === 'http:') return ['localhost', '127.0.0.1'].includes(hostname) && username === ''
  return !isOfBrowser && !['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:'].includes(protocol)
}
