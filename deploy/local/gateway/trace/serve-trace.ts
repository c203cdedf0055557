import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TracedCall } from './call-record.ts'
import { tracePage } from './trace-page.ts'

/** Answers `GET /_trace` with the last calls. Only loopback hosts are served, against DNS rebinding by web pages. */
export function serveTrace(request: IncomingMessage, response: ServerResponse, records: TracedCall[]): void {
  const local = /^(::1|127\.|::ffff:127\.)/.test(request.socket.remoteAddress ?? '')
  const newestFirst = records.toReversed()
  if (!local || !/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(request.headers.host ?? '')) {
    finish(403, 'text/plain', 'Open this page as http://localhost, from this machine.')
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    finish(405, 'text/plain', 'Use GET.')
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
