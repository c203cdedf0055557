import type { Readable, Writable } from 'node:stream'

/**
 * Pipes one stream into another. If either fails or closes early, both are destroyed and `done` gets the error.
 * `pipeline` of node:stream does the same, but its AbortController and AbortError cost more than the rest of a small
 * answer.
 */
export function pipe<To extends Writable>(
  from: Readable,
  to: To,
  done: (error?: Error) => void = () => {}
): To {
  from.on('error', fail)
  from.once('close', () => from.readableEnded || fail(incomplete()))
  to.on('error', fail)
  to.once('finish', () => done())
  to.once('close', () => to.writableFinished || fail(new Error('The receiver closed the connection.')))
  if (from.destroyed && !from.readableEnded) fail(incomplete())
  return from.pipe(to)

  function fail(error: Error) {
    from.destroy()
    to.destroy(error)
    done(error)
  }
}

function incomplete() {
  return new Error('The body ended before it was complete.')
}
