import type { Readable, Writable } from 'node:stream'

/**
 * Pipes one stream into another. What ends either early ends both, and `done` hears why. `pipeline` of node:stream does
 * the same, but makes an AbortController and an AbortError for each, which costs more than all else of a small answer.
 */
export function pipe<To extends Writable>(
  from: Readable,
  to: To,
  done: (error?: Error) => void = () => {}
): To {
  from.on('error', fail)
  from.once('close', () => from.readableEnded || fail(new Error('A body broke off.')))
  to.on('error', fail)
  to.once('finish', () => done())
  to.once('close', () => to.writableFinished || fail(new Error('The receiver left.')))
  if (from.destroyed && !from.readableEnded) fail(new Error('A body broke off.'))
  return from.pipe(to)

  function fail(error: Error) {
    from.destroy()
    to.destroy(error)
    done(error)
  }
}
