import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Dispatcher } from 'undici'
import type { Message } from '../mcp/rpc.ts'

/** What is counted, each by its result. */
export type Counter = 'exchanges' | 'token_cache' | 'graph_token_cache'

/** What the service tells of its work: traces and metrics, without tokens and without personal data. */
export interface Telemetry {
  /** The Fastify plugin that makes a span of each request, and measures it. */
  requests: FastifyPluginAsync
  /** Makes a span of each call that goes out, and measures it. */
  outbound: Dispatcher.DispatcherComposeInterceptor
  /** Begins the span of an MCP request. */
  operation(message: Message, revision: string, request: FastifyRequest): Operation
  count(counter: Counter, result: string): void
  /** Sends what is left, for at most two seconds. */
  stop(): Promise<void>
}

/** An MCP request that is being answered. */
export interface Operation {
  /** Runs the work, so that what it calls is part of the operation. */
  run<T>(work: () => T): T
  /** Hears which tool is called. */
  tool(name: string): void
  /** Hears of a failure; `type` is its `error.type` where that is not its code. */
  fail(error: unknown, type?: string): void
  end(): void
}
