import swagger from '@fastify/swagger'
import type { FastifySchema } from 'fastify'
import fp from 'fastify-plugin'
import { userScope } from '../app/caller.ts'
import type { Config } from '../app/config.ts'
import { scopesOf, type Tool } from '../app/tools/tool.ts'
import packageJson from '../package.json' with { type: 'json' }

/** Writes the OpenAPI document from the routes: 3.0.3, with only what the import of API Management reads. */
export default fp<{ config: Config; tools: readonly Tool[] }>(
  async (app, { config, tools }) => {
    const scopes = new Map(
      [userScope, ...tools.flatMap(scopesOf)].map((scope) => [config.scopeUri(scope), describeScope(scope)])
    )
    await app.register(swagger, {
      openapi: {
        openapi: '3.0.3',
        info: {
          title: 'mcp-auth-service',
          version: packageJson.version,
          description: `${packageJson.description}. Errors are problem+json (RFC 9457): decide by \`code\`.`,
          license: { name: 'MIT', url: 'https://opensource.org/license/mit' }
        },
        servers: [{ url: config.publicUrl }],
        tags: [
          { name: 'basics', description: 'For anyone; a token is optional.' },
          { name: 'graph', description: 'Microsoft Graph as the signed-in user.' },
          { name: 'tools', description: 'The tools of the MCP endpoint, as plain HTTP.' },
          { name: 'documentation', description: 'This document.' }
        ],
        components: {
          securitySchemes: {
            entra: {
              type: 'oauth2',
              description: 'Sign in with Microsoft Entra ID.',
              flows: {
                authorizationCode: {
                  authorizationUrl: config.authorizationEndpoint,
                  tokenUrl: config.tokenEndpoint,
                  scopes: Object.fromEntries(scopes)
                }
              }
            }
          }
        }
      },
      convertConstToEnum: true,
      transform: namePath,
      transformObject: (document) => ('openapiObject' in document ? hoistSchemas(document.openapiObject) : {})
    })
  },
  { name: 'openapi' }
)

function describeScope(scope: string): string {
  return scope === userScope ? 'Act as the signed-in user' : `Use the tools of ${scope}`
}

/** `/docs/static/*` becomes `/docs/static/{file}`, for OpenAPI has no wildcards, and `/docs/` becomes `/docs`. */
function namePath({ schema, url }: { schema: FastifySchema; url: string }) {
  if (!url.endsWith('/*')) return { schema, url: url.replace(/(.)\/$/, '$1') }
  const params = {
    type: 'object',
    required: ['file'],
    properties: { file: { type: 'string', examples: ['index.html'] } }
  }
  return { schema: { ...schema, params }, url: url.replace(/\*$/, ':file') }
}

interface Media {
  schema?: { title?: string; $ref?: string; required?: string[] }
}

interface Content {
  content?: Record<string, Media>
}

interface Operation {
  security?: unknown[]
  requestBody?: Content & { required?: boolean }
  responses?: Record<string, Content>
}

/**
 * Moves each body's schema to components/schemas under its title: the import of API Management does not read schemas
 * inside an operation. An operation without `security` says so, for readers who look for it.
 */
function hoistSchemas(document: { paths?: object; components?: object }) {
  const schemas: Record<string, object> = {}
  for (const path of Object.values(document.paths ?? {}) as Record<string, Operation>[]) {
    // Every GET answers HEAD too; one entry describes both.
    delete path.head
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
