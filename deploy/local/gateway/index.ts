import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Dispatcher } from 'undici'
import type { PublishedApi } from './api/operations.ts'
import { createHandler } from './handle-call.ts'
import { hasValidHost } from './http/request-target.ts'
import { loadPolicies } from './load/folder.ts'
import { createCache } from './state/cache.ts'
import { createCounters } from './state/counters.ts'
import type { Gateway, Subscription } from './state/gateway-state.ts'
import { cacheIdentity, type Identity } from './state/identity-tokens.ts'
import { createTokenKeys } from './state/token-keys.ts'
import type { CallRecord, OnwardCall } from './trace/call-record.ts'
import { createMask } from './trace/mask.ts'
import { serveTrace } from './trace/serve-trace.ts'
import { traced } from './trace/traced.ts'

export { importApi, type PublishedApi } from './api/operations.ts'
export { PolicyLoadError } from './load/fault.ts'
export type { Subscription } from './state/gateway-state.ts'
export type { Identity } from './state/identity-tokens.ts'
export type { CallRecord, OnwardCall } from './trace/call-record.ts'

export interface GatewayOptions {
  port: number
  /** The folder of policy XML. */
  policies: string
  /** What is published, each with its policy file. */
  apis: PublishedApi[]
  namedValues: Record<string, string>
  backendUrl: string
  /** URLs of the backend entities by id, for `set-backend-service backend-id`; a pool is one URL. */
  backends?: Record<string, string>
  /** Whose key counts, in `Ocp-Apim-Subscription-Key` or `subscription-key`; no API asks for one. */
  subscriptions?: Subscription[]
  /** All outbound calls go through it. */
  dispatcher: Dispatcher
  identity: Identity
  authorityHost?: string
  /** The last calls that Graph saw: what the service does on its own shows nowhere else. */
  graphCalls?: () => OnwardCall[]
}

export interface RunningGateway {
  /** Where the gateway listens: `http://localhost:PORT`. */
  url: string
  close(): Promise<void>
  /** The last calls, the newest last. */
  calls(): CallRecord[]
}

/** Loads the policies, refuses any it does not know, and serves the APIs with them on loopback. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { policies, apis, namedValues, dispatcher, subscriptions = [] } = options
  const backends = new Map(Object.entries(options.backends ?? {}).map(([id, url]) => [id, unslashed(url)]))
  const loaded = await loadPolicies(policies, apis, namedValues, { backends })
  const gateway: Gateway = {
    authorityHost: options.authorityHost ?? 'https://login.microsoftonline.com',
    backendUrl: unslashed(options.backendUrl),
    backends,
    cache: createCache(),
    counters: createCounters(),
    dispatcher,
    subscriptions: new Map(subscriptions.map((subscription) => [subscription.key, subscription])),
    identityTokens: cacheIdentity(options.identity),
    startedAt: Date.now(),
    tokenKeys: createTokenKeys(dispatcher)
  }
  const records: CallRecord[] = []
  const handle = createHandler({
    gateway,
    apis: apis.map(({ api }) => api),
    loaded,
    records,
    mask: createMask({ ...namedValues, ...keysOf(subscriptions) })
  })

  function route(request: IncomingMessage, response: ServerResponse) {
    if (/^\/_trace(?=$|[/?])/.test(request.url ?? ''))
      serveTrace(request, response, traced(records, options.graphCalls?.() ?? []))
    else if (hasValidHost(request)) void handle(request, response)
    else response.writeHead(400, { connection: 'close' }).end()
  }

  const server = createServer({ maxHeaderSize: 32 * 1024, requestTimeout: 0 }, route)
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}`,
    calls: () => [...records],
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    }
  }
}

// Named like the secrets they are, so that the records of calls mask them.
function keysOf(subscriptions: Subscription[]) {
  return Object.fromEntries(subscriptions.map(({ id, key }) => [`secret of ${id}`, key]))
}

function unslashed(url: string) {
  return url.replace(/\/$/, '')
}
