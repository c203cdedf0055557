import { userScope } from '../../app/caller.ts'
import { tools } from '../../app/tools/index.ts'
import { allScopesOf, type Tool } from '../../app/tools/tool.ts'

export interface ApiScope {
  value: string
  displayName: string
  description: string
  isEnabled: boolean
}

/**
 * The text of `permissions.json`: the scopes that the app registration defines, and the Graph permissions that it is granted.
 * `before` are the scopes that the file has so far. Entra ID removes no enabled scope
 * (CannotDeleteOrUpdateEnabledEntitlement), so one that no tool needs any more stays, and is disabled.
 */
export function permissions(before: readonly ApiScope[], offered: readonly Tool[] = tools): string {
  const needed = apiScopes(offered)
  const retired = before
    .filter(({ value }) => !needed.some((scope) => scope.value === value))
    .map((scope) => ({ ...scope, isEnabled: false }))
  const graphScopes = [...new Set(offered.flatMap(({ graphScopes = [] }) => graphScopes))].sort()
  return `${JSON.stringify({ apiScopes: [...needed, ...retired], graphScopes }, null, 2)}\n`
}

/** The scopes that the API needs for its tools, with the words that Entra shows for them. */
export function apiScopes(tools: readonly Tool[]): ApiScope[] {
  const [, ...toolScopes] = allScopesOf(tools)
  return [
    {
      value: userScope,
      displayName: 'Use Microsoft Graph through this API as you',
      description:
        'Lets the application call this API, and through it Microsoft Graph, as the signed-in user.',
      isEnabled: true
    },
    ...toolScopes.map((value) => {
      const titles = tools.filter(({ apiScope }) => apiScope === value).map(({ title }) => title)
      return {
        value,
        displayName: titles.join(', '),
        description: `Lets the application use these tools as the signed-in user: ${titles.join(', ')}.`,
        isEnabled: true
      }
    })
  ]
}
