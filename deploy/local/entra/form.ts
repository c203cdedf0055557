import type { IncomingMessage } from 'node:http'
import { EntraError } from './entra-error.ts'

const limit = 256 * 1024

/** Reads a form of at most 256 KiB. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded')
    throw malformed('Send the parameters as application/x-www-form-urlencoded.')

  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += chunk.length
    // A request that is too long is still read to its end: leaving early would cut the connection before the answer.
    if (length <= limit) chunks.push(chunk)
  }
  if (length > limit) throw malformed(`Send at most ${limit} bytes.`)
  return new URLSearchParams(Buffer.concat(chunks).toString())
}

export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name)
  if (!value) throw missing(name)
  return value
}

export function missing(name: string): EntraError {
  const message = `The request body must contain the following parameter: '${name}'.`
  return new EntraError('invalid_request', 900144, message)
}

function malformed(message: string): EntraError {
  return new EntraError('invalid_request', 9002313, `Invalid request. ${message}`)
}
