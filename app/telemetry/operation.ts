import {
  type Attributes,
  context,
  type Histogram,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace
} from '@opentelemetry/api'
import type { FastifyRequest } from 'fastify'
import { isObject } from '../json-object.ts'
import { type Message, RpcError } from '../mcp/rpc.ts'
import { codeOf, toolAttributes } from './outcome.ts'
import type { Operation } from './telemetry.ts'

/** Any other method counts as `_OTHER`, since a client may send any text. */
const methods = new Set([
  'initialize',
  'ping',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'server/discover',
  'tools/call',
  'tools/list'
])

/**
 * The spans of MCP requests, by the semantic conventions for MCP: the parent is the `traceparent` of the message's
 * `_meta` (SEP-414), with a link to the HTTP request; else the HTTP request.
 */
export function createOperations(duration: Histogram, tools: Histogram) {
  const tracer = trace.getTracer('mcp')

  return function operation(
    { method, params }: Message,
    revision: string,
    request: FastifyRequest
  ): Operation {
    const transport = request.opentelemetry().context ?? ROOT_CONTEXT
    const remote = remoteContext(params._meta)
    const http = trace.getSpanContext(transport)
    const name = methods.has(method) ? method : '_OTHER'
    const attributes: Attributes = { 'mcp.method.name': name, 'mcp.protocol.version': revision }
    const span = tracer.startSpan(
      name,
      { kind: SpanKind.SERVER, attributes, links: remote && http ? [{ context: http }] : [] },
      remote ?? transport
    )
    const startedAt = performance.now()
    let failure: { code: ReturnType<typeof codeOf>; type: string } | undefined

    return {
      run: (work) => context.with(trace.setSpan(transport, span), work),
      tool(tool) {
        attributes['gen_ai.tool.name'] = tool
        attributes['gen_ai.operation.name'] = 'execute_tool'
        span.updateName(`${name} ${tool}`)
      },
      fail(error, type) {
        const code = codeOf(error)
        failure = { code, type: type ?? String(code) }
        if (error instanceof RpcError) attributes['rpc.response.status_code'] = String(code)
      },
      end() {
        const seconds = (performance.now() - startedAt) / 1000
        const tool = attributes['gen_ai.tool.name']
        if (failure) {
          attributes['error.type'] = failure.type
          span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('code', failure.code)
        }
        span.setAttributes(attributes).end()
        duration.record(seconds, attributes)
        if (tool) tools.record(seconds, toolAttributes(String(tool), failure?.code))
      }
    }
  }
}

function remoteContext(meta: unknown) {
  if (!isObject(meta)) return undefined
  const remote = propagation.extract(ROOT_CONTEXT, { traceparent: meta.traceparent })
  return trace.getSpanContext(remote) && remote
}
