import { type TSchema, Type } from '@sinclair/typebox'
import type { RouteOptions } from 'fastify'
import type { Config } from '../../app/config.ts'
import { bodyProblems, callerProblems } from '../../app/problems/codes.ts'

// Without a type, because the batches of 2025-03-26 are arrays.
const Message = Type.Unsafe<unknown>({
  title: 'McpMessage',
  description: 'A JSON-RPC 2.0 request or notification of the Model Context Protocol.'
})
const Answer = Type.Unsafe<unknown>({ title: 'McpAnswer', description: 'A JSON-RPC 2.0 response.' })
const Events = Type.String({ title: 'McpEvents', description: 'Progress, then the response.' })

const answer = (description: string, more: Record<string, { schema: TSchema }> = {}) => ({
  description,
  content: { 'application/json': { schema: Answer }, ...more }
})

interface Address {
  url: string
  /** What the ids of its operations end with. */
  name: string
  metadataUrl: string
}

/** The two addresses of the endpoint: each names an authorization server of its own. */
export function addresses(config: Config): Address[] {
  return [
    { url: '/mcp', name: 'mcp', metadataUrl: config.metadataUrl },
    { url: '/oauth/mcp', name: 'oauth-mcp', metadataUrl: config.oauth.resourceMetadataUrl }
  ]
}

/** The options of the route. The protocol checks its messages itself, and writes what it answers. */
export const routeOptions = ({ name, metadataUrl }: Address) => ({
  validatorCompiler: () => () => true,
  config: {
    metadataUrl,
    problems: [
      ...callerProblems,
      'claims_required' as const,
      'origin_refused' as const,
      ...bodyProblems.filter((code) => code !== 'input_invalid')
    ]
  },
  schema: {
    operationId: `post-${name}`,
    tags: ['tools'],
    summary: 'Call the tools by MCP',
    description:
      'The Model Context Protocol over Streamable HTTP, stateless: 2026-07-28, and every older revision by initialize.',
    body: Message,
    response: {
      200: answer('The response; as events when the client asks for progress and the tool reports it.', {
        'text/event-stream': { schema: Events }
      }),
      202: { description: 'A notification, taken note of.', type: 'null' },
      400: answer('No message of the protocol, or one that its headers contradict.'),
      404: answer('A method that the revision does not have.')
    }
  }
})

const whyRefused = {
  GET: 'No stream to listen to',
  DELETE: 'No session to end'
}

/**
 * A method that the endpoint refuses, as an operation: the gateway gives CORS headers only to those that it knows, and a
 * page that cannot read the 405 takes it for a failed connection.
 */
export function refusedMethod(
  method: keyof typeof whyRefused,
  { url, name, metadataUrl }: Address
): RouteOptions {
  return {
    method,
    url,
    handler: (_request, reply) => void reply.callNotFound(),
    config: {
      metadataUrl,
      isRefused: true,
      problems: [...callerProblems, 'method_not_allowed'],
      swagger: { exposeHeadRoute: true }
    },
    schema: {
      operationId: `${method.toLowerCase()}-${name}`,
      tags: ['tools'],
      summary: whyRefused[method],
      description: 'Answers 405: the endpoint is stateless, and takes POST alone.'
    }
  }
}
