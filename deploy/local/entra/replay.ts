import { IncomingMessage } from 'node:http'

/** Copies a request with another URL and form, because oidc-provider reads a body itself and the original is used up. */
export function replay(
  request: IncomingMessage,
  { method, url, origin, form, cookies }: Replacement
): IncomingMessage {
  const { host, protocol } = new URL(origin)
  const body = form?.toString() ?? ''
  const copy = new IncomingMessage(request.socket)
  copy.method = method
  copy.url = url
  copy.httpVersion = request.httpVersion
  copy.headers = {
    host,
    'x-forwarded-proto': protocol.slice(0, -1),
    accept: request.headers.accept ?? '*/*',
    ...(cookies && request.headers.cookie && { cookie: request.headers.cookie }),
    ...(form && {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body))
    })
  }
  if (body) copy.push(body)
  copy.push(null)
  copy.complete = true
  return copy
}

interface Replacement {
  method: 'GET' | 'POST'
  url: string
  /** The address by which the client knows Entra. */
  origin: string
  form?: URLSearchParams
  cookies: boolean
}
