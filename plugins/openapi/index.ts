import swagger from '@fastify/swagger'
import type { FastifySchema } from 'fastify'
import fp from 'fastify-plugin'
import { userScope } from '../../app/caller.ts'
import type { Config } from '../../app/config.ts'
import type { ProblemCode } from '../../app/problems/codes.ts'
import { description, name, version } from '../../app/service.ts'
import { allScopesOf, signInScopes, type Tool } from '../../app/tools/tool.ts'
import { hoistSchemas } from './hoist-schemas.ts'
import { problemResponses } from './problem-responses.ts'

/** Writes the OpenAPI document from the routes: 3.0.3, with only what the import of API Management reads. */
export default fp<{ config: Config; tools: readonly Tool[] }>(
  async (app, { config, tools }) => {
    const scopes = new Map(allScopesOf(tools).map((scope) => [config.ownScope(scope), describeScope(scope)]))
    await app.register(swagger, {
      openapi: {
        openapi: '3.0.3',
        info: {
          title: name,
          version,
          description: `${description}. Errors are problem+json (RFC 9457): decide by \`code\`.`,
          license: { name: 'MIT', url: 'https://opensource.org/license/mit' }
        },
        servers: [{ url: config.publicUrl }],
        tags: [
          { name: 'basics', description: 'For anyone; a token is optional.' },
          { name: 'graph', description: 'Microsoft Graph as the signed-in user.' },
          { name: 'tools', description: 'The tools of the MCP endpoint, as plain HTTP.' },
          { name: 'sign-in', description: 'The authorization server of /oauth/mcp.' },
          { name: 'documentation', description: 'This document.' }
        ],
        components: {
          securitySchemes: {
            entra: {
              type: 'oauth2',
              description: `Sign in with Microsoft Entra ID, for ${signInScopes(config, tools).join(', ')}.`,
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
      transform: ({ schema, url, route }) => describe(schema, url, route.config?.problems),
      transformObject: (document) => ('openapiObject' in document ? hoistSchemas(document.openapiObject) : {})
    })
  },
  { name: 'openapi' }
)

function describeScope(scope: string): string {
  return scope === userScope ? 'Act as the signed-in user' : `Use the tools of ${scope}`
}

const file = {
  type: 'object',
  required: ['file'],
  properties: { file: { type: 'string', examples: ['index.html'] } }
}

/**
 * Adds the error responses, which Fastify needs no serializer for. `/docs/static/*` becomes `/docs/static/{file}`, since
 * OpenAPI has no wildcards, and `/docs/` becomes `/docs`.
 */
function describe(schema: FastifySchema, url: string, problems?: readonly ProblemCode[]) {
  const response = withBoth(schema.response as Responses | undefined, problemResponses(problems))
  return {
    schema: { ...schema, response, ...(url.endsWith('/*') && { params: file }) },
    url: url.replace(/\/\*$/, '/:file').replace(/(.)\/$/, '$1')
  }
}

interface Response {
  description?: string
  content?: object
}
type Responses = Record<string, Response>

/** A status that a route and the service both answer with is described by both. */
function withBoth(own: Responses = {}, problems: Responses): Responses {
  const both = Object.keys(problems).filter((status) => status in own)
  return {
    ...own,
    ...problems,
    ...Object.fromEntries(both.map((status) => [status, inOne(own[status], problems[status])]))
  }
}

function inOne(own: Response = {}, problem: Response = {}): Response {
  return {
    ...own,
    ...problem,
    description: `${own.description}\n\n${problem.description}`,
    content: { ...own.content, ...problem.content }
  }
}
