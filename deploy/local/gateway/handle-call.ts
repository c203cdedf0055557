import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { PassThrough, type Readable } from 'node:stream'
import { type Match, matchOperation } from './api/match-operation.ts'
import type { Api } from './api/operations.ts'
import { heldBody, streamedBody } from './call/body.ts'
import type { Request } from './call/call.ts'
import { openCall } from './call/open-call.ts'
import { reply } from './call/reply.ts'
import { endToEnd, rawLines } from './http/headers.ts'
import { isPreflight, target } from './http/request-target.ts'
import type { LoadedPolicies } from './load/load-policies.ts'
import { runCall, runPreflight } from './pipeline/run-call.ts'
import type { Gateway } from './state/gateway-state.ts'
import type { CallRecord } from './trace/call-record.ts'
import type { Mask } from './trace/mask.ts'
import { createRecorder } from './trace/recorder.ts'

interface Parts {
  gateway: Gateway
  apis: Api[]
  loaded: LoadedPolicies
  records: CallRecord[]
  mask: Mask
}

/** How many calls `/_trace` remembers. */
const mostRecords = 100

const nowhere: Api = { id: '', name: '', path: '', operations: [] }

/** Matches an HTTP request to an operation, runs its policies and replies. A client that leaves cancels all of it. */
export function createHandler({ gateway, apis, loaded, records, mask }: Parts) {
  return async (incoming: IncomingMessage, out: ServerResponse): Promise<void> => {
    const gone = new AbortController()
    const { socket } = incoming
    const passedBefore = passed(socket)
    out.once('close', () => out.writableFinished || gone.abort())
    const url = target(incoming)
    const preflight = isPreflight(incoming)
    const match = matched(preflight, incoming, url.pathname)
    const record = newRecord(incoming, url, match)
    const call = openCall({
      gateway,
      api: match.api,
      operation: match.operation,
      product: loaded.product && match.api !== nowhere,
      subscription: subscriptionOf(incoming, url),
      parameters: match.parameters,
      clientAddress: (socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
      originalUrl: url.href,
      preflight: preflight && match.operation?.method !== 'OPTIONS',
      request: toRequest(incoming, match.path, url.search),
      signal: gone.signal,
      record: createRecorder(record, mask)
    })
    record.id = call.id
    remember(record)
    try {
      const pipeline = loaded.pipeline(match.api, match.operation?.id)
      await (call.preflight && match.operation ? runPreflight(call, pipeline) : runCall(call, pipeline))
      if (!gone.signal.aborted) await reply(call, out)
    } catch (error) {
      if (!gone.signal.aborted) call.record.fault(error)
      if (out.headersSent) out.destroy()
      else out.writeHead(500, { 'content-length': 0 }).end()
    } finally {
      if (gone.signal.aborted) call.response?.body.discard()
      incoming.unpipe().resume()
      for (const count of call.onFinish) count(passed(socket) - passedBefore)
      call.record.close(call, gone.signal.aborted)
    }
  }

  function toRequest(incoming: IncomingMessage, path: string, query: string): Request {
    const { headers } = incoming
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    return {
      method: incoming.method ?? 'GET',
      backend: gateway.backendUrl,
      clientHost: headers.host ?? '',
      path,
      query,
      headers: endToEnd(rawLines(incoming.rawHeaders)),
      body: hasBody ? streamedBody(contentOf(incoming)) : heldBody(null)
    }
  }

  // An unknown key counts as no key, because every API here accepts calls without a subscription.
  function subscriptionOf({ headers }: IncomingMessage, { searchParams }: URL) {
    const key = headers['ocp-apim-subscription-key'] ?? searchParams.get('subscription-key') ?? ''
    return gateway.subscriptions.get(String(key))
  }

  // A preflight matches the operation of the method that it asks about, unless an operation has the method OPTIONS.
  function matched(preflight: boolean, incoming: IncomingMessage, pathname: string): Match {
    const own = matchOperation(apis, incoming.method ?? 'GET', pathname)
    const asked = incoming.headers['access-control-request-method'] ?? ''
    const match = preflight && !own?.operation ? matchOperation(apis, asked, pathname) : own
    return match ?? { api: nowhere, path: pathname, operation: undefined, parameters: new Map() }
  }

  function remember(record: CallRecord) {
    records.push(record)
    if (records.length > mostRecords) records.shift()
  }

  function newRecord(incoming: IncomingMessage, url: URL, match: Match): CallRecord {
    return {
      id: '',
      at: new Date().toISOString(),
      method: incoming.method ?? '',
      url: mask(url.href),
      ...(match.api === nowhere ? {} : { api: match.api.name }),
      ...(match.operation ? { operation: match.operation.id } : {}),
      request: {},
      response: {},
      steps: []
    }
  }
}

/** Separates the body from its connection, so that the client gets the answer when the service refuses the rest. */
function contentOf(incoming: IncomingMessage): Readable {
  const content = incoming.pipe(new PassThrough())
  incoming.once(
    'close',
    () => incoming.complete || content.destroy(new Error('The client closed the connection.'))
  )
  return content
}

function passed(socket: Socket) {
  return socket.bytesRead + socket.bytesWritten
}
