import type { ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { sendable } from '../http/headers.ts'
import { answer, type Call } from './call.ts'
import { pipe } from './pipe.ts'

/** Sends the response that the policies left. A body that was not read streams. */
export async function reply(call: Call, out: ServerResponse): Promise<void> {
  count(call)
  const { status, reason, headers, body } = call.response ?? answer(500)
  for (const [name, values] of call.answerHeaders) headers.set(name, values)
  const content = body.send()
  const bodiless = call.request.method === 'HEAD' || status === 204 || status === 304
  if (!bodiless && (content === null || content instanceof Uint8Array)) {
    headers.set('content-length', [String(content?.byteLength ?? 0)])
  }
  const lines = sendable(headers)
  if (reason === '') out.writeHead(status, lines)
  else out.writeHead(status, reason, lines)
  if (bodiless || content === null || content instanceof Uint8Array) {
    if (content && !(content instanceof Uint8Array)) content.destroy()
    out.end(bodiless ? undefined : content)
    return
  }
  await stream(content, out)
}

/** Sends a body as it arrives. The head goes with the first chunk, or alone if no chunk is there yet. */
function stream(content: Readable, out: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    let hasBegun = false
    content.once('data', () => {
      hasBegun = true
    })
    pipe(content, out, (error) => (error === undefined ? resolve() : reject(error)))
    setImmediate(() => {
      if (!hasBegun && !out.writableEnded && !out.destroyed) out.flushHeaders()
    })
  })
}

// The answer is final by now, so a counter's condition that fails is only recorded.
function count({ onAnswer, record }: Call) {
  for (const each of onAnswer) {
    try {
      each()
    } catch (error) {
      record.fault(error)
    }
  }
}
