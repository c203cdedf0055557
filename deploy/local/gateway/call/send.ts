import { interceptors, request as undiciRequest } from 'undici'
import { endToEnd, type Headers, objectLines, sendable } from '../http/headers.ts'
import type { OutboundRecord } from '../trace/call-record.ts'
import { BACKEND_FAILURE_STATUS } from '../undocumented.ts'
import { type Body, streamedBody } from './body.ts'
import type { Answer, Call } from './call.ts'
import { PolicyError } from './policy-error.ts'

/** The longest delay of a Node.js timer. A longer one would fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1

/** A request that a policy sends, and how it is sent. */
export interface Outbound {
  hop: OutboundRecord['hop']
  method: string
  url: string
  headers: Headers
  body: Body | undefined
  timeoutMs: number
  followRedirects?: boolean
  /** Buffers the answer's body, so that the timeout covers it too. */
  hold?: true
  /** Continues after the client has left. */
  detached?: true
}

/** Sends one request through the gateway's dispatcher. The answer's body still streams, unless `hold` is set. */
export async function send(call: Call, outbound: Outbound): Promise<Answer> {
  const stop = new AbortController()
  let hasTimedOut = false
  const timer = setTimeout(
    () => {
      hasTimedOut = true
      stop.abort()
    },
    Math.min(outbound.timeoutMs, LONGEST_TIMER_MS)
  )
  const left = outbound.detached ? undefined : call.signal
  // The listener stays, because the answer's body may still stream when the client leaves. AbortSignal.any costs more.
  if (left?.aborted) stop.abort()
  left?.addEventListener('abort', () => stop.abort())
  const done = call.record.outbound(outbound)
  try {
    const response = await dispatch(call, outbound, stop.signal)
    if (outbound.hold) await response.body.read()
    done(response)
    return response
  } catch (error) {
    const failure = asFailure(error, hasTimedOut && !left?.aborted)
    done(failure)
    throw failure
  } finally {
    clearTimeout(timer)
  }
}

async function dispatch(
  call: Call,
  { method, url, headers, body, followRedirects }: Outbound,
  signal: AbortSignal
) {
  const content = body?.send() ?? null
  const lines = new Map(headers)
  lines.delete('expect')
  if (content === null || content instanceof Uint8Array) lines.delete('content-length')
  const { dispatcher } = call.gateway
  const response = await undiciRequest(url, {
    method,
    headers: sendable(lines),
    body: content,
    signal,
    dispatcher: followRedirects
      ? dispatcher.compose(interceptors.redirect({ maxRedirections: 10 }))
      : dispatcher,
    headersTimeout: 0,
    bodyTimeout: 0
  })
  return {
    status: response.statusCode,
    reason: response.statusText,
    headers: endToEnd(objectLines(response.headers)),
    body: streamedBody(response.body)
  }
}

function asFailure(error: unknown, timedOut: boolean) {
  if (error instanceof PolicyError && !timedOut) return error
  return new PolicyError({
    reason: timedOut ? 'Timeout' : 'BackendConnectionFailure',
    message: timedOut ? 'The backend did not answer in time.' : 'The backend could not be reached.',
    status: BACKEND_FAILURE_STATUS
  })
}
