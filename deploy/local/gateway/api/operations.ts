import { type TemplateMatcher, templateMatcher } from './template-matcher.ts'

export interface Api {
  id: string
  name: string
  /** Without slashes around it. */
  path: string
  operations: Operation[]
}

export interface Operation {
  id: string
  name: string
  method: string
  template: string
  match: TemplateMatcher
  /** The OpenAPI operation, from which mock-response takes its examples. */
  description: Described
}

export interface Described {
  operationId?: string
  summary?: string
  responses?: Record<string, { content?: Record<string, { example?: unknown; schema?: unknown }> }>
}

interface Document {
  info?: { title?: string }
  paths?: Record<string, Record<string, unknown>>
}

/** An API and the name of its policy file in the policy folder. */
export interface PublishedApi {
  api: Api
  file: string
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** Reads an API from an OpenAPI document as API Management imports it (api-management-api-import-restrictions). */
export function importApi(openapi: unknown, path: string): Api {
  const document = openapi as Document
  const name = document.info?.title ?? path
  const ids = new Set<string>()
  const operations = Object.entries(document.paths ?? {}).flatMap(([template, item]) =>
    methods.flatMap((method) => {
      const description = item[method] as Described | undefined
      return description ? [toOperation(method.toUpperCase(), template, description, ids)] : []
    })
  )
  return { id: normalisedId(name), name, path, operations }
}

function toOperation(method: string, template: string, description: Described, ids: Set<string>): Operation {
  const base = normalisedId(description.operationId ?? `${method}-${template}`)
  let id = base
  for (let suffix = 1; ids.has(id); suffix++) id = `${base}-${suffix}`
  ids.add(id)
  const name = description.summary ?? description.operationId ?? id
  return { id, name, method, template, match: templateMatcher(template), description }
}

function normalisedId(id: string) {
  return id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 76)
}
