import type { FastifyRequest } from 'fastify'
import type { Caller } from '../../app/caller.ts'
import type { McpContext } from '../../app/mcp/context.ts'
import { declaredBy } from '../../app/mcp/declared-by-session.ts'
import { metaKey, modern } from '../../app/mcp/revision.ts'
import { isObject, type Message } from '../../app/mcp/rpc.ts'
import type { Events } from './events.ts'

/** What a tool knows of the request that it answers. */
export function contextOf(
  { params }: Message,
  revision: string,
  request: FastifyRequest,
  events: Events | undefined
): McpContext {
  const declared =
    revision === modern
      ? (params._meta as Record<string, unknown>)[metaKey.capabilities]
      : declaredBy(request.headers['mcp-session-id'])
  return {
    caller: request.caller as Caller,
    id: request.id,
    capabilities: isObject(declared) ? declared : {},
    responses: {},
    state: undefined,
    // Looked at by few tools, and neither is free.
    get graph() {
      return request.graph
    },
    get signal() {
      return request.signal
    },
    ...(events && { progress: events.progress }),
    onTool(name) {
      request.logFields.tool = name
    },
    onFailure(problem) {
      request.logFields.code = problem.code
      if (problem.status >= 500) request.logFields.err = problem.cause ?? problem
    }
  }
}
