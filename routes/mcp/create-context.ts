import type { FastifyRequest } from 'fastify'
import type { Caller } from '../../app/caller.ts'
import { isObject } from '../../app/json-object.ts'
import type { McpContext } from '../../app/mcp/mcp-context.ts'
import { metaKey, modern } from '../../app/mcp/revision.ts'
import type { Message } from '../../app/mcp/rpc.ts'
import type { Problem } from '../../app/problems/problem.ts'
import type { Operation } from '../../app/telemetry/telemetry.ts'
import type { Events } from './events.ts'
import { declaredBy } from './session-id.ts'

/** What a tool knows of the request that it answers. */
export function contextOf(
  { params }: Message,
  revision: string,
  request: FastifyRequest,
  events: Events | undefined,
  operation: Operation | undefined
): McpContext {
  const declared =
    revision === modern
      ? (params._meta as Record<string, unknown>)[metaKey.capabilities]
      : declaredBy(request.headers['mcp-session-id'])
  const context = new RequestContext(request, isObject(declared) ? declared : {}, operation)
  if (events) context.progress = events.progress
  return context
}

/**
 * A class for its prototype's sake: accessors in a literal are made anew for each request, and V8 keeps them, and with
 * them the request, until the next full garbage collection.
 */
class RequestContext implements McpContext {
  readonly caller: Caller
  readonly id: string
  readonly capabilities: Record<string, unknown>
  progress?: Events['progress']
  responses = {}
  state: unknown = undefined
  readonly #request: FastifyRequest
  readonly #operation: Operation | undefined

  constructor(
    request: FastifyRequest,
    capabilities: Record<string, unknown>,
    operation: Operation | undefined
  ) {
    this.#request = request
    this.#operation = operation
    this.caller = request.caller as Caller
    this.id = request.id
    this.capabilities = capabilities
  }

  // Few tools read these, and neither is free.
  get graph() {
    return this.#request.graph
  }

  get signal() {
    return this.#request.signal
  }

  onTool(name: string) {
    this.#request.logFields.tool = name
    this.#operation?.tool(name)
  }

  countCall(tool: string) {
    this.#request.server.countToolCall(this.caller, tool)
  }

  onFailure(problem: Problem) {
    this.#request.logFields.code = problem.code
    this.#operation?.fail(problem, 'tool_error')
    if (problem.status >= 500) this.#request.logFields.err = problem.cause ?? problem
  }
}
