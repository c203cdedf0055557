import { once } from 'node:events'
import { connect } from 'node:net'

export interface RawAnswer {
  status: number
  /** By lower-case name. */
  headers: Record<string, string>
  /** The parsed body. */
  json: Record<string, unknown>
}

/** Sends a request as it is written, for what fetch refuses to send, and reads its one answer. */
export async function rawRequest(
  url: string,
  lines: readonly string[],
  body: string | Buffer = ''
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  // The server may close while the request is still on its way; what counts is its answer.
  socket.on('error', () => {})
  await once(socket, 'connect')
  const host = lines.some((line) => /^host:/i.test(line)) ? [] : ['host: localhost']
  socket.write(`${[...lines, ...host, 'connection: close'].join('\r\n')}\r\n\r\n`)
  socket.write(body)
  await once(socket, 'close')
  return parse(Buffer.concat(chunks).toString())
}

function parse(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n')
  const [start = '', ...fields] = text.slice(0, end).split('\r\n')
  const headers = Object.fromEntries(
    fields.map((field) => [
      field.slice(0, field.indexOf(':')).toLowerCase(),
      field.slice(field.indexOf(':') + 1).trim()
    ])
  )
  const body = text.slice(end + 4)
  return { status: Number(start.split(' ')[1]), headers, json: body ? JSON.parse(body) : {} }
}
