interface Media {
  schema?: { title?: string; $ref?: string; required?: string[] }
}

interface Content {
  content?: Record<string, Media>
}

interface Operation {
  operationId?: string
  security?: unknown[]
  requestBody?: Content & { required?: boolean }
  responses?: Record<string, Content>
}

/**
 * Moves each body's schema to components/schemas under its title: the import of API Management does not read schemas
 * inside an operation. An operation without `security` says so, for readers who look for it.
 */
export function hoistSchemas(document: { paths?: object; components?: object }) {
  const schemas: Record<string, object> = {}
  for (const path of Object.values(document.paths ?? {}) as Record<string, Operation>[]) {
    // Every GET answers HEAD too. One entry describes both, unless the gateway must know of HEAD.
    if (path.head?.operationId === path.get?.operationId) delete path.head
    else if (path.head && path.get?.security) path.head.security = path.get.security
    for (const operation of Object.values(path)) hoistBodies(operation, schemas)
  }
  return { ...document, components: { ...document.components, schemas } }
}

function hoistBodies(operation: Operation, schemas: Record<string, object>) {
  const { requestBody, responses = {} } = operation
  operation.security ??= []
  if (requestBody) requestBody.required = hasRequired(requestBody)
  for (const body of [requestBody, ...Object.values(responses)]) {
    for (const media of Object.values(body?.content ?? {})) hoist(media, schemas)
  }
}

function hasRequired({ content = {} }: Content): boolean {
  return Object.values(content).some(({ schema }) => schema?.required)
}

function hoist(media: Media, schemas: Record<string, object>) {
  if (!media.schema || media.schema.$ref) return
  const { title, ...rest } = media.schema
  if (!title) throw new Error(`A body's schema needs a title: ${JSON.stringify(rest)}`)
  const schema = toOpenApi30(rest)
  if (schemas[title] && JSON.stringify(schemas[title]) !== JSON.stringify(schema)) {
    throw new Error(`Two different schemas have the title ${title}.`)
  }
  schemas[title] = schema
  media.schema = { $ref: `#/components/schemas/${title}` }
}

/** A copy in which each `examples` of JSON Schema is the one `example` that OpenAPI 3.0 knows. */
function toOpenApi30(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_key, value) => {
    if (!Array.isArray(value?.examples)) return value
    const { examples, ...rest } = value
    return { ...rest, example: examples[0] }
  })
}
