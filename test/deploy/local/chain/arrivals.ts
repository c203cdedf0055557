import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Test } from 'tap'

/** Collects the requests that arrive at a server of this process from now on. */
export function arrivals(t: Test, url: string) {
  const seen: { path: string; headers: IncomingHttpHeaders }[] = []
  const port = Number(new URL(url).port)
  const channel = 'http.server.request.start'
  subscribe(channel, listen)
  t.teardown(() => unsubscribe(channel, listen))
  return seen

  function listen(message: unknown) {
    const { request } = message as { request: IncomingMessage }
    if (request.socket.localPort === port) seen.push({ path: request.url ?? '', headers: request.headers })
  }
}
