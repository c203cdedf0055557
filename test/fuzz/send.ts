import { connect } from 'node:net'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { encode, type FuzzRequest, isWhole } from './fuzz-request.ts'

/** An answer; undefined is a connection that was closed without one. */
export type Answer = { status: number; type: string; text: string } | undefined

/** Long after anything that is not stuck has answered, however busy the machine. */
const patience = 45_000

/** Sends a request by a socket of its own; rejects when nothing happens any more. */
export async function sendBySocket(
  url: string,
  request: FuzzRequest,
  headers: [string, string][]
): Promise<Answer> {
  const { hostname, port, pathname } = new URL(url)
  const path = request.target.startsWith('/.well-known/oauth-protected-resource')
    ? request.target
    : pathname.replace(/\/$/, '') + request.target
  const socket = connect({ host: hostname, port: Number(port) })
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  // A server may close while the request is on its way; what counts is its answer.
  socket.on('error', () => {})
  socket.setTimeout(patience, () => socket.destroy())
  // Not `once`, which an error ends: an answer may still be there.
  const closed = new Promise((resolve) => socket.once('close', resolve))
  let isStuck = false
  socket.on('timeout', () => {
    isStuck = true
  })
  const bytes = encode(request, path, headers)
  // What may be incomplete ends here, or the server would wait for the rest of it.
  if (isWhole(request)) socket.write(bytes)
  else socket.end(bytes)
  await closed
  if (isStuck) throw new Error('no answer, and the connection stays open')
  return parse(Buffer.concat(chunks).toString('latin1'))
}

/** Gives a request to the service itself. */
export async function sendByInject(
  app: FastifyInstance,
  { method, target, body }: FuzzRequest,
  headers: [string, string][]
): Promise<Answer> {
  const answer = await app.inject({
    method: method as NonNullable<InjectOptions['method']>,
    url: target,
    headers: { host: 'localhost', ...joined(headers) },
    ...(body && { payload: body })
  })
  return { status: answer.statusCode, type: String(answer.headers['content-type'] ?? ''), text: answer.body }
}

/** As Node joins them. */
function joined(lines: [string, string][]): Record<string, string> {
  const headers = new Map<string, string>()
  for (const [name, value] of lines) {
    const before = headers.get(name.toLowerCase())
    headers.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`)
  }
  return Object.fromEntries(headers)
}

function parse(text: string): Answer {
  const [, status, head = '', rest = ''] =
    /^HTTP\/1\.[01] (\d{3})[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n([\s\S]*)$/.exec(text) ?? []
  if (status === undefined) {
    if (text) throw new Error(`no HTTP: ${JSON.stringify(text.slice(0, 200))}`)
    return undefined
  }
  if (status.startsWith('1')) return parse(rest)
  const type = /^content-type: *(.*)\r$/im.exec(head)?.[1] ?? ''
  const length = /^content-length: *(\d+)/im.exec(head)?.[1]
  const body = /^transfer-encoding: *chunked/im.test(head)
    ? dechunked(rest)
    : rest.slice(0, length === undefined ? undefined : Number(length))
  return { status: Number(status), type, text: Buffer.from(body, 'latin1').toString() }
}

function dechunked(text: string): string {
  let body = ''
  let at = 0
  for (;;) {
    const end = text.indexOf('\r\n', at)
    const size = Number.parseInt(text.slice(at, end), 16)
    if (end === -1 || !size) return body
    body += text.slice(end + 2, end + 2 + size)
    at = end + 2 + size + 2
  }
}
