/** Replaces `offline_access`, which oidc-provider drops unless the request prompts for consent. */
export const offline = 'offline'

export function hideOffline(scope: string): string {
  return replaceWord(scope, 'offline_access', offline)
}

export function showOffline(scope: string): string {
  return replaceWord(scope, offline, 'offline_access')
}

function replaceWord(scope: string, from: string, to: string): string {
  return scope
    .split(' ')
    .map((word) => (word === from ? to : word))
    .join(' ')
}
