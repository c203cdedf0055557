import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TracedCall } from './call-record.ts'
import { tracePage } from './trace-page.ts'

/** Answers `GET /_trace` with the last calls; to loopback names only, so that no web page reads it by DNS tricks. */
export function serveTrace(request: IncomingMessage, response: ServerResponse, records: TracedCall[]): void {
  const local = /^(::1|127\.|::ffff:127\.)/.test(request.socket.remoteAddress ?? '')
  const newestFirst = records.toReversed()
  if (!local || !/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(request.headers.host ?? '')) {
    finish(403, 'text/plain', 'Loopback only.')
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    finish(405, 'text/plain', 'GET only.')
  } else if (/\bjson\b/.test(request.headers.accept ?? ''))
    finish(200, 'application/json', JSON.stringify(newestFirst))
  else finish(200, 'text/html; charset=utf-8', tracePage(newestFirst))

  function finish(status: number, type: string, text: string) {
    response.writeHead(status, {
      'content-type': type,
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'x-content-type-options': 'nosniff',
      ...(status === 405 ? { allow: 'GET, HEAD' } : {})
    })
    response.end(request.method === 'HEAD' ? undefined : text)
  }
}
