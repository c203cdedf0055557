import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Dispatcher } from 'undici'
import type { PublishedApi } from './api/operations.ts'
import { createHandler } from './handle-call.ts'
import { hasValidHost } from './http/request-target.ts'
import { loadPolicies } from './load/load-policies.ts'
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
export { PolicyLoadError } from './load/policy-load-error.ts'
export type { Subscription } from './state/gateway-state.ts'
export type { Identity } from './state/identity-tokens.ts'
export type { CallRecord, OnwardCall } from './trace/call-record.ts'

/** Names under .invalid never exist (RFC 6761). */
const nowhere = 'http://service-url.invalid'

export interface GatewayOptions {
  port: number
  /** The folder of policy XML. */
  policies: string
  /** What the deployment writes into the text of a policy before it stores it. */
  asDeployed?: (policy: string) => string
  /** The published APIs, each with its policy file. */
  apis: PublishedApi[]
  namedValues: Record<string, string>
  /** The service URL of the APIs. Without one, a policy must choose the backend. */
  backendUrl?: string
  /** URLs of the backend entities by id, for `set-backend-service backend-id`. A pool is one URL. */
  backends?: Record<string, string>
  /**
   * The subscriptions that a call may name by key, in the header `Ocp-Apim-Subscription-Key` or the query parameter
   * `subscription-key`. No API requires one.
   */
  subscriptions?: Subscription[]
  /** Sends all outbound calls. */
  dispatcher: Dispatcher
  identity: Identity
  authorityHost?: string
  /** The last calls that Graph saw. The gateway does not see these calls of the service, but `/_trace` shows them. */
  graphCalls?: () => OnwardCall[]
}

export interface RunningGateway {
  /** Where the gateway listens: `http://localhost:PORT`. */
  url: string
  close(): Promise<void>
  /** The last calls, oldest first. */
  calls(): CallRecord[]
}

/** Loads the policies and serves the APIs on loopback. Throws a `PolicyLoadError` for a policy that it cannot run. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { policies, apis, namedValues, dispatcher, subscriptions = [] } = options
  const backends = new Map(Object.entries(options.backends ?? {}).map(([id, url]) => [id, unslashed(url)]))
  const loaded = await loadPolicies(policies, apis, namedValues, { backends }, options.asDeployed)
  const gateway: Gateway = {
    authorityHost: options.authorityHost ?? 'https://login.microsoftonline.com',
    backendUrl: unslashed(options.backendUrl ?? nowhere),
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

// The mask looks for secrets by name, so each key gets a name that says it is one.
function keysOf(subscriptions: Subscription[]) {
  return Object.fromEntries(subscriptions.map(({ id, key }) => [`secret of ${id}`, key]))
}

function unslashed(url: string) {
  return url.replace(/\/$/, '')
}
