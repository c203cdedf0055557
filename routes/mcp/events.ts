import { PassThrough } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isObject } from '../../app/json-object.ts'
import type { Progress } from '../../app/mcp/mcp-context.ts'
import { internalError, type Message, RpcError } from '../../app/mcp/rpc.ts'
import { failureText, toProblem } from '../../app/mcp/tool-failure.ts'

export type Events = NonNullable<ReturnType<typeof createEvents>>

/** The answer as server-sent events, for a client that asks for progress; it begins with the first that a tool reports. */
export function createEvents({ params: { _meta } }: Message, request: FastifyRequest, reply: FastifyReply) {
  const progressToken = isObject(_meta) ? _meta.progressToken : undefined
  if (typeof progressToken !== 'string' && typeof progressToken !== 'number') return undefined
  if (!request.headers.accept?.includes('text/event-stream')) return undefined
  let stream: PassThrough | undefined

  return {
    get isOpen() {
      return stream !== undefined
    },
    progress(progress: Progress) {
      stream ??= open(reply)
      const params = { progressToken, ...progress }
      stream.write(event(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params })))
    },
    end(message: string) {
      stream?.end(event(message))
      return reply
    },
    /** The status has been sent already, so the message itself must say what went wrong. */
    failure(error: unknown): RpcError | undefined {
      if (stream) return new RpcError(internalError, failureText(toProblem(error), request.id))
    }
  }
}

function open(reply: FastifyReply): PassThrough {
  const stream = new PassThrough()
  reply
    .type('text/event-stream')
    .header('cache-control', 'no-cache, no-transform')
    // Reverse proxies would hold events back.
    .header('x-accel-buffering', 'no')
    .send(stream)
  return stream
}

function event(message: string): string {
  return `event: message\ndata: ${message}\n\n`
}
