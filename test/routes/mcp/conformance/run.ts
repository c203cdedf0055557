import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'

const suite = join(
  import.meta.dirname,
  '../../../../node_modules/@modelcontextprotocol/conformance/dist/index.js'
)

/** Runs the official suite for a revision: undefined when it fails exactly where the baseline says, else its report. */
export async function conformance(
  t: Test,
  address: string,
  revision: string,
  baseline: string
): Promise<string | undefined> {
  const run = promisify(execFile)(
    process.execPath,
    [
      suite,
      'server',
      ...['--url', address],
      ...['--requirements', revision],
      ...['--expected-failures', join(import.meta.dirname, `${baseline}.yml`)],
      ...['-o', t.testdir({})]
    ],
    { maxBuffer: 64 * 1024 * 1024 }
  )
  return run.then(
    () => undefined,
    (error) => error.stdout || String(error)
  )
}

/** The suite cannot send a token: this adds it on the given port, and changes nothing else. */
export async function addToken(t: Test, port: number, url: string, token: string): Promise<void> {
  const server = createServer((incoming, response) => {
    const headers = { ...incoming.headers, authorization: `Bearer ${token}` }
    const forwarded = request(url + incoming.url, { method: incoming.method ?? 'GET', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    forwarded.on('error', () => response.destroy())
    response.on('close', () => forwarded.destroy())
    incoming.pipe(forwarded)
  }).listen(port, 'localhost')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
}
