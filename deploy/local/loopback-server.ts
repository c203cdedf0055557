import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Faults } from './faults.ts'

export interface SeenRequest {
  method: string
  path: string
  /** 0 until the request is answered. */
  status: number
  durationMs: number
  /** From the traceparent of the request. */
  traceId: string
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void

export interface LoopbackServer {
  url: string
  requests: SeenRequest[]
  close(): Promise<void>
}

const remembered = 1000

/**
 * Starts a server on 127.0.0.1, over TLS if there is a certificate. Requests meet the faults first, then the handler.
 * `createHandler` gets the server's URL.
 */
export async function listenOnLoopback(
  port: number,
  faults: Faults,
  createHandler: (url: string) => Handler,
  certificate?: { cert: string; key: string }
): Promise<LoopbackServer> {
  const server = certificate ? createTlsServer(certificate) : createServer()
  const requests: SeenRequest[] = []

  server.listen(port, '127.0.0.1')
  await once(server, 'listening')

  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const url = `${certificate ? 'https' : 'http'}://localhost:${address.port}`
  const handle = createHandler(url)

  server.on('request', (request, response) => {
    remember(request, response)
    answer(request, response).catch((error: Error) => fail(response, error))
  })

  return { url, requests, close }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!(await faults.happen(request, response))) await handle(request, response)
  }

  function remember({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const [path = ''] = url.split('?')
    const [, traceId = ''] = String(headers.traceparent).split('-')
    const began = performance.now()
    const seen = { method, path, status: 0, durationMs: 0, traceId }
    requests.push(seen)
    if (requests.length > remembered) requests.shift()
    response.on('finish', () => {
      seen.status = response.statusCode
      seen.durationMs = performance.now() - began
    })
  }

  async function close(): Promise<void> {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
}

function fail(response: ServerResponse, error: Error): void {
  process.emitWarning(error)
  if (response.headersSent) response.destroy()
  else response.writeHead(500).end()
}
