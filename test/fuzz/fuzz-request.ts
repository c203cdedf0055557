/** One request of the fuzzer, as plain JSON: what failed once is kept in `corpus.json` and sent again by every run. */
export interface FuzzRequest {
  /** The service by itself, or the gateway before another one. */
  to: 'service' | 'gateway'
  /** A socket takes any bytes; inject goes past the parser of HTTP, so it takes what no socket brings. */
  by: 'socket' | 'inject'
  method: string
  /** Below the base path of the API. */
  target: string
  version: string
  /** `{user}` and its like stand for tokens, which no corpus holds; `{long}` for more than headers may hold. */
  headers: [name: string, value: string][]
  body: string
  /** Changes to the bytes on their way. */
  edits: Edit[]
}

export interface Edit {
  /** Counted from the start of the request, modulo its length. */
  at: number
  drop: number
  insert: string
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']
const framing = /^(connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i
const token = /^[\w!#$%&'*+.^`|~-]+$/

/** Whether this is HTTP, so that it must be answered; what is not may also find its connection closed. */
export function isWhole({ method, target, version, headers, edits }: FuzzRequest): boolean {
  return (
    edits.length === 0 &&
    version === 'HTTP/1.1' &&
    methods.includes(method) &&
    /^\/[\x21-\x7e]*$/.test(target) &&
    headers.every(
      ([name, value]) =>
        token.test(name) &&
        !framing.test(name) &&
        value !== '{long}' &&
        /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
    )
  )
}

/** The bytes of a request for a socket. */
export function encode(request: FuzzRequest, path: string, headers: [string, string][]): Buffer {
  const body = Buffer.from(request.body)
  const lines = [
    `${request.method} ${path} ${request.version}`,
    ...(has(headers, 'host') ? [] : ['host: localhost']),
    ...(has(headers, 'connection') ? [] : ['connection: close']),
    ...(body.length === 0 || has(headers, 'content-length') || has(headers, 'transfer-encoding')
      ? []
      : [`content-length: ${body.length}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`)
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  return request.edits.reduce(edited, Buffer.concat([head, body]))
}

function has(headers: [string, string][], wanted: string): boolean {
  return headers.some(([name]) => name.toLowerCase() === wanted)
}

function edited(bytes: Buffer, { at, drop, insert }: Edit): Buffer {
  const from = at % (bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, from), Buffer.from(insert, 'latin1'), bytes.subarray(from + drop)])
}
