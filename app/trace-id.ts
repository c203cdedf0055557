import { randomFillSync } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const given = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/

/** The trace id of a request's `traceparent` (W3C Trace Context), or a new one: 32 hexadecimal digits. */
export function traceId({ headers: { traceparent } }: IncomingMessage): string {
  return (typeof traceparent === 'string' && given.exec(traceparent)?.[1]) || newTraceId()
}

export function newTraceId(): string {
  return randomHex(16)
}

/** A `traceparent` header for an outgoing call: a new, sampled span of the trace. */
export function traceparent(id: string): string {
  return `00-${id}-${randomHex(8)}-01`
}

// Random bytes are drawn for many ids at a time.
const pool = Buffer.alloc(16 * 256)
let used = pool.length

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += bytes
  return pool.toString('hex', used - bytes, used)
}
