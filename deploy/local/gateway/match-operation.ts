import { TEMPLATES_IGNORE_CASE } from './choices.ts'
import type { Api, Operation } from './operations.ts'

export interface Match {
  api: Api
  /** The path after the API's own. */
  path: string
  operation: Operation | undefined
  parameters: Map<string, string>
}

/** Finds the API by its path and the operation by method and URL template; fixed segments win over parameters. */
export function matchOperation(apis: Api[], method: string, pathname: string): Match | undefined {
  const api = apis.find(({ path }) => pathname === `/${path}` || pathname.startsWith(`/${path}/`))
  if (!api) return undefined
  const path = pathname.slice(api.path.length + 1) || '/'
  const found = api.operations
    .filter((operation) => operation.method === method)
    .flatMap((operation) => {
      const parameters = matchTemplate(operation.template, path)
      return parameters ? [{ operation, parameters }] : []
    })
    .sort((a, b) => weight(a.operation) - weight(b.operation))[0]
  return { api, path, operation: found?.operation, parameters: found?.parameters ?? new Map() }
}

function matchTemplate(template: string, path: string): Map<string, string> | undefined {
  const names: string[] = []
  const pattern = template
    .replace(/\/$/, '')
    .split(/(\{[^}]+\}|\*$)/)
    .map((part) => {
      if (part === '*') return '(?:.*)'
      const name = /^\{([*+]?)(.+)\}$/.exec(part)
      if (!name) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      names.push(name[2] ?? '')
      return name[1] ? '(.+)' : '([^/]+)'
    })
    .join('')
  const found = new RegExp(`^${pattern}/?$`, TEMPLATES_IGNORE_CASE ? 'i' : '').exec(path)
  return found ? new Map(names.map((name, index) => [name, decoded(found[index + 1] ?? '')])) : undefined
}

function weight({ template }: Operation) {
  return (template.match(/\{/g)?.length ?? 0) + (/\*/.test(template) ? 100 : 0)
}

function decoded(text: string) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
