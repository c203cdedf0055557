import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import type { Entra } from '../../../deploy/local/entra/index.ts'

export const documentUrl = 'https://agent.example/oauth/client.json'
const { origin } = new URL(documentUrl)

/** The metadata document of a client that no tenant has registered. */
export const clientDocument = {
  client_id: documentUrl,
  client_name: 'Example Agent',
  client_uri: origin,
  redirect_uris: ['http://localhost/callback', 'https://agent.example/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none'
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** Answers for the host of the document, as the local Entra sees it. The requests that arrive are in `requests`. */
export async function serveDocuments(t: Test, entra: Entra, answer: Answer = send(clientDocument)) {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    answer(response, request)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  entra.serveDocuments(origin, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return { requests }
}

export function send(document: unknown, type = 'application/json'): Answer {
  const body = typeof document === 'string' ? document : JSON.stringify(document)
  return (response) => response.writeHead(200, { 'content-type': type }).end(body)
}
