import { userScope } from '../../app/caller.ts'
import { tools } from '../../app/tools/index.ts'
import { allScopesOf, type Tool } from '../../app/tools/tool.ts'

/** The text of `permissions.json`: the scopes that the app registration defines, and the Graph permissions that it is granted. */
export function permissions(): string {
  const graphScopes = [...new Set(tools.flatMap(({ graphScopes = [] }) => graphScopes))].sort()
  return `${JSON.stringify({ apiScopes: apiScopes(tools), graphScopes }, null, 2)}\n`
}

/** The scopes that the API needs for its tools, with the words that Entra shows for them. */
export function apiScopes(tools: readonly Tool[]) {
  const [, ...toolScopes] = allScopesOf(tools)
  return [
    {
      value: userScope,
      displayName: 'Use Microsoft Graph through this API as you',
      description:
        'Lets the application call this API, and through it Microsoft Graph, as the signed-in user.'
    },
    ...toolScopes.map((value) => {
      const titles = tools.filter(({ apiScope }) => apiScope === value).map(({ title }) => title)
      return {
        value,
        displayName: titles.join(', '),
        description: `Lets the application use these tools as the signed-in user: ${titles.join(', ')}.`
      }
    })
  ]
}
