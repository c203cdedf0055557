import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { MessageBody } from '../expressions/index.ts'
import { PolicyError } from './policy-error.ts'

/** The most that is held in memory of one body; larger ones must stream. */
const mostBuffered = 16 * 1024 * 1024

/** A message's body: streams through, unless something must read it. */
export interface Body {
  /** Buffers it, so that expressions see it. */
  read(): Promise<void>
  /** What expressions see; null when there is none, or none was read. */
  readonly message: MessageBody | null
  /** What is to be sent, once; buffered content any number of times. */
  send(): Readable | Uint8Array | null
  /** Wraps what has not been read yet. */
  through(wrap: (source: Readable) => Readable): void
  /** Lets go of what will not be sent. */
  discard(): void
}

export function streamedBody(stream: Readable): Body {
  let source: Readable | undefined = stream
  let message: MessageBody | null = null
  let sent = false
  // Whoever reads it hears of its errors; a body let go of breaks off, and nobody is to hear of that.
  stream.on('error', () => {})
  return {
    async read() {
      if (message || sent || !source) return
      const held = source
      source = undefined
      message = { content: await buffer(limited(held)).catch(brokenOff) }
    },
    get message() {
      return message
    },
    send() {
      if (message) return message.content
      if (sent || !source) {
        throw new PolicyError({
          reason: 'BackendConnectionFailure',
          message: 'The body has been sent already; buffer-request-body="true" keeps it.'
        })
      }
      sent = true
      return source
    },
    through(wrap) {
      if (source && !sent) source = wrap(source)
    },
    discard() {
      if (source && !sent) source.destroy()
      source = undefined
    }
  }
}

export function heldBody(content: Uint8Array | null): Body {
  const message = content && { content }
  return {
    read: async () => {},
    message,
    send: () => message?.content ?? null,
    through() {},
    discard() {}
  }
}

function brokenOff(error: unknown): never {
  if (error instanceof PolicyError) throw error
  throw new PolicyError({ reason: 'BackendConnectionFailure', message: 'A body broke off.' })
}

async function* limited(source: Readable): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of source) {
    size += chunk.length
    if (size > mostBuffered) {
      throw new PolicyError({
        reason: 'ExpressionValueEvaluationFailure',
        message: `A body of more than ${mostBuffered} bytes cannot be read in a policy.`
      })
    }
    yield chunk
  }
}
