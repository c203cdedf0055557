import { PassThrough } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isObject } from '../../app/json-object.ts'
import type { Progress } from '../../app/mcp/mcp-context.ts'
import { internalError, isId, type Message, RpcError, writeId } from '../../app/mcp/rpc.ts'
import { failureText, toProblem } from '../../app/mcp/tool-failure.ts'

export type Events = NonNullable<ReturnType<typeof createEvents>>

/** The answer as server-sent events, for a client that asks for progress; it begins with the first that a tool reports. */
export function createEvents({ params: { _meta } }: Message, request: FastifyRequest, reply: FastifyReply) {
  const progressToken = isObject(_meta) ? _meta.progressToken : undefined
  if (!isId(progressToken)) return undefined
  if (!request.headers.accept?.includes('text/event-stream')) return undefined
  let stream: PassThrough | undefined

  return {
    get isOpen() {
      return stream !== undefined
    },
    progress(progress: Progress) {
      stream ??= open(reply)
      const params = `{"progressToken":${writeId(progressToken)},${JSON.stringify(progress).slice(1)}`
      stream.write(event(`{"jsonrpc":"2.0","method":"notifications/progress","params":${params}}`))
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
  reply.headers(eventHeaders).send(stream)
  return stream
}

/** Whether the client takes events and no JSON, as some do though every revision asks for both. */
export function takesEventsAlone({ headers: { accept } }: FastifyRequest): boolean {
  return (
    accept?.includes('text/event-stream') === true && !/application\/json|\*\/\*|application\/\*/.test(accept)
  )
}

/** A whole answer as the one event of a stream. */
export function sendEvent(message: string, reply: FastifyReply) {
  return reply.headers(eventHeaders).send(event(message))
}

const eventHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // Reverse proxies would hold events back.
  'x-accel-buffering': 'no'
}

function event(message: string): string {
  return `event: message\ndata: ${message}\n\n`
}
