import type { IncomingMessage } from 'node:http'

/** The URL that a client asked for. Dot segments are resolved before anything is matched; encoded slashes stay. */
export function target({ url = '/', headers }: IncomingMessage): URL {
  const absolute = URL.canParse(url) ? new URL(url) : undefined
  const path = absolute ? absolute.pathname + absolute.search : url
  return new URL(`http://${headers.host ?? 'localhost'}${path.startsWith('/') ? path : '/'}`)
}

/** Whether a request has at most one Host header, and a valid one (RFC 9112 §3.2). HTTP/1.0 may leave it out. */
export function hasValidHost({ headers, rawHeaders }: IncomingMessage): boolean {
  const lines = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
  const host = headers.host ?? 'localhost'
  return lines.length <= 1 && /^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`)
}

export function isPreflight({ method, headers }: IncomingMessage) {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  )
}
