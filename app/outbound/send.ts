import type { Dispatcher } from 'undici'

export interface Outgoing {
  method?: Dispatcher.HttpMethod
  /** A constant of the configuration, never a user's. */
  origin: string
  /** With its query. */
  path: string
  headers?: Record<string, string>
  body?: string | null
  signal?: AbortSignal
  /** Milliseconds for the whole answer, the body included. */
  timeout: number
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

const largestAnswer = 4 * 1024 * 1024

/**
 * Sends one request and reads its whole answer. Rejects when the connection fails, the time is over, the signal aborts,
 * or the answer is larger than 4 MiB; never for a status. Follows no redirect.
 */
export function send(
  dispatcher: Dispatcher,
  { method = 'GET', origin, path, headers = {}, body = null, signal, timeout }: Outgoing
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const chunks: Buffer[] = []
    const answer = { status: 0, headers: {} as Answer['headers'] }
    let size = 0
    let controller: Dispatcher.DispatchController | undefined
    let failure: Error | undefined
    const timer = setTimeout(
      () => fail(new DOMException(`no answer within ${timeout} ms`, 'TimeoutError')),
      timeout
    )
    const onAbort = () => fail(signal?.reason)
    signal?.addEventListener('abort', onAbort)

    dispatcher.dispatch(
      { origin, path, method, headers, body },
      {
        onRequestStart(started) {
          controller = started
          // It waited so long for a connection that nobody wants the answer any more.
          if (failure) started.abort(failure)
        },
        onResponseStart(_controller, status, responseHeaders) {
          answer.status = status
          answer.headers = responseHeaders
        },
        onResponseData(_controller, chunk) {
          size += chunk.length
          if (size > largestAnswer) fail(new RangeError(`the answer is larger than ${largestAnswer} bytes`))
          else chunks.push(chunk)
        },
        onResponseEnd() {
          settle()
          resolve({
            ...answer,
            text: (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString()
          })
        },
        onResponseError(_controller, error) {
          settle()
          reject(error)
        }
      }
    )

    function fail(reason: unknown) {
      settle()
      reject(reason)
      failure = reason instanceof Error ? reason : new Error('aborted')
      controller?.abort(failure)
    }

    function settle() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  })
}

/** The parts of an absolute URL that `send` takes. */
export function originAndPath(url: string): { origin: string; path: string } {
  const { origin, pathname, search } = new URL(url)
  return { origin, path: pathname + search }
}
