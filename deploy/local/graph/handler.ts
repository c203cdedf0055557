import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Handler } from '../loopback-server.ts'
import { accounts } from '../tenant.ts'
import { GraphError } from './graph-error.ts'
import { type Entity, withAddress } from './odata.ts'
import { findOperation } from './operations.ts'
import type { Caller, TokenReader } from './read-token.ts'

/** Answers `GET /v1.0/me…` as Graph does, for the account of the token. */
export function createHandler(readToken: TokenReader, graphUrl: string): Handler {
  return async (request, response) => {
    try {
      const caller = await readToken(request.headers.authorization)
      send(request, response, 200, withAddress(answer(request, caller, graphUrl), graphUrl))
    } catch (error) {
      if (!(error instanceof GraphError)) throw error
      send(request, response, error.status, error)
    }
  }
}

function answer(request: IncomingMessage, caller: Caller, graphUrl: string): Entity {
  const url = new URL(request.url ?? '', graphUrl)
  const { operation, parameter } = findOperation(url.pathname)
  if (request.method !== 'GET')
    throw new GraphError(405, 'Request_BadRequest', 'Specified HTTP method is not allowed. Use GET.')
  checkRules(caller)
  if (!operation.scopes.some((scope) => caller.scopes.has(scope))) {
    const message = `Insufficient privileges to complete the operation. Ask for ${operation.scopes.join(' or ')}.`
    throw new GraphError(403, operation.denied, message)
  }
  const prefer = String(request.headers.prefer ?? '')
  return operation.run({ caller, parameter, path: url.pathname, query: url.searchParams, prefer })
}

/** Refuses the two accounts that exist to show a 403 and a 429. */
function checkRules({ account }: Caller): void {
  if (account.oid === accounts.blocked.oid) {
    throw new GraphError(
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.'
    )
  }
  if (account.oid === accounts.throttled.oid) {
    throw new GraphError(429, 'TooManyRequests', 'Too many requests.', { 'retry-after': '20' })
  }
}

function send(request: IncomingMessage, response: ServerResponse, status: number, result: unknown): void {
  const requestId = randomUUID()
  const given = request.headers['client-request-id']
  const clientRequestId = typeof given === 'string' ? given : requestId
  const refused = result instanceof GraphError
  const body = Buffer.from(JSON.stringify(refused ? result.body(requestId, clientRequestId) : result))
  response.writeHead(status, {
    'content-type':
      'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-cache',
    'odata-version': '4.0',
    'request-id': requestId,
    'client-request-id': clientRequestId,
    ...(refused && result.headers)
  })
  response.end(body)
}
