import type { Config } from '../config.ts'
import { OAuthError } from './oauth-error.ts'

const openId = ['openid', 'profile', 'email', 'offline_access']

/**
 * Refuses the scopes of other APIs, and leaves `scope` out where it names none of this API: Entra would take that for
 * a request for Microsoft Graph. One of `signInScopes` may be named by its last part. Returns the words that were asked for.
 */
export function limitScope(
  parameters: URLSearchParams,
  signInScopes: readonly string[],
  config: Config
): string[] {
  const words = (parameters.get('scope') ?? '')
    .split(' ')
    .filter(Boolean)
    .map((word) => signInScopes.find((scope) => lastPart(scope) === word) ?? word)
  const others = words.filter((word) => !openId.includes(word))
  if (!others.every((word) => isOurs(word, config)))
    throw new OAuthError(
      'invalid_scope',
      `Ask for scopes of this API, such as ${config.scopeUri('access_as_user')}, and for ${openId.join(', ')}.`
    )
  if (others.length === 0) parameters.delete('scope')
  else parameters.set('scope', words.join(' '))
  return words
}

function lastPart(scope: string): string {
  return scope.slice(scope.lastIndexOf('/') + 1)
}

/** Entra takes what stands before the last slash for the name of an API. */
function isOurs(word: string, config: Config): boolean {
  const slash = word.lastIndexOf('/')
  return config.appIds.includes(word.slice(0, slash)) && /^[\w.-]+$/.test(word.slice(slash + 1))
}
