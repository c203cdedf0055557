import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { MessageBody } from '../expressions/index.ts'
import { PolicyError } from './policy-error.ts'

/** The most bytes of one body that are held in memory. Larger bodies can only stream. */
const mostBuffered = 16 * 1024 * 1024

/** The body of a message. It streams through unless a policy reads it. */
export interface Body {
  /** Buffers the body, so that expressions can read it. */
  read(): Promise<void>
  /** The body as expressions see it; null if there is none or it was not read. */
  readonly message: MessageBody | null
  /** The content to send. A stream can be sent once, buffered content any number of times. */
  send(): Readable | Uint8Array | null
  /** Wraps the stream if it has not been read or sent. */
  through(wrap: (source: Readable) => Readable): void
  /** Releases a body that will not be sent. */
  discard(): void
}

export function streamedBody(stream: Readable): Body {
  let source: Readable | undefined = stream
  let message: MessageBody | null = null
  let sent = false
  // Readers have their own listeners. This one keeps the error of a discarded body from ending the process.
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
          message:
            'The body has been sent already. Set buffer-request-body="true" to keep it for a second request.'
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
  throw new PolicyError({
    reason: 'BackendConnectionFailure',
    message: 'The body ended before it was complete.'
  })
}

async function* limited(source: Readable): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of source) {
    size += chunk.length
    if (size > mostBuffered) {
      throw new PolicyError({
        reason: 'ExpressionValueEvaluationFailure',
        message: `A policy can read a body of at most ${mostBuffered} bytes. Let a larger body stream.`
      })
    }
    yield chunk
  }
}
