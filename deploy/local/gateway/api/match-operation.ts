import type { Api, Operation } from './operations.ts'

export interface Match {
  api: Api
  /** The rest of the path, after the API's own. */
  path: string
  operation: Operation | undefined
  parameters: Map<string, string>
}

/** Finds the API by its path and the operation by method and URL template. Fixed segments win over parameters. */
export function matchOperation(apis: Api[], method: string, pathname: string): Match | undefined {
  const api = apis.find(({ path }) => pathname === `/${path}` || pathname.startsWith(`/${path}/`))
  if (!api) return undefined
  const path = pathname.slice(api.path.length + 1) || '/'
  const found = api.operations
    .filter((operation) => operation.method === method)
    .flatMap((operation) => {
      const parameters = operation.match(path)
      return parameters ? [{ operation, parameters }] : []
    })
    .sort((a, b) => weight(a.operation) - weight(b.operation))[0]
  return { api, path, operation: found?.operation, parameters: found?.parameters ?? new Map() }
}

function weight({ template }: Operation) {
  return (template.match(/\{/g)?.length ?? 0) + (/\*/.test(template) ? 100 : 0)
}
