import type { IncomingMessage, ServerResponse } from 'node:http'
import fp from 'fastify-plugin'
import { Problem } from '../app/problems/problem.ts'

/** RFC 9110 §4.1 has servers take 8,000 octets; no path or query of ours comes near that. */
const longestUrl = 8_000

/**
 * What HTTP asks of a request before it is looked at: a `Host` (RFC 9112 §3.2), no `Expect` but `100-continue` (RFC 9110
 * §10.1.1), and an address of bounded length. Node itself would answer the first two with an empty body.
 */
export default fp(
  async (app) => {
    // Node asks here about expectations that it does not know; the hook below refuses them.
    app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
      app.server.emit('request', request, response)
    )
    app.addHook('onRequest', (request, _reply, done) => done(refusal(request.raw)))
  },
  { name: 'http-requirements', dependencies: ['error-handler'] }
)

function refusal({ url = '', httpVersion, headers: { host, expect } }: IncomingMessage): Problem | undefined {
  if (host === undefined && httpVersion === '1.1')
    return new Problem('input_invalid', { detail: 'Send a Host header: HTTP/1.1 needs one.' })
  if (expect !== undefined && expect.toLowerCase() !== '100-continue')
    return new Problem('expectation_failed')
  if (url.length > longestUrl) return new Problem('url_too_long')
}
