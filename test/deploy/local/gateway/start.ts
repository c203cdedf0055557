import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { Agent, type Dispatcher } from 'undici'
import { type Subscription, startGateway } from '../../../../deploy/local/gateway/index.ts'
import { publishedApis } from '../../../../deploy/local/published-apis.ts'

export interface Setup {
  /** The sections of api.xml, as text. */
  inbound?: string
  backend?: string
  outbound?: string
  onError?: string
  /** Further files of the policy folder. */
  files?: Record<string, string>
  namedValues?: Record<string, string>
  service?: RequestListener
  backendUrl?: string
  backends?: Record<string, string>
  subscriptions?: Subscription[]
  authorityHost?: string
  dispatcher?: Dispatcher
  identity?: (resource: string, clientId: string | undefined, signal: AbortSignal) => Promise<string>
  paths?: Record<string, unknown>
}

const anyPath = { get: {}, post: {}, put: {}, delete: {}, head: {} }

/** Starts a gateway with a small policy folder, and a service, on loopback. Both end with the test. */
export async function start(t: Test, setup: Setup = {}) {
  const folder = t.testdir(policyFolder(setup))
  const backend = await listen(t, setup.service ?? echo)
  const dispatcher = setup.dispatcher ?? new Agent()
  const gateway = await startGateway({
    port: 0,
    policies: folder,
    apis: publishedApis({
      info: { title: 'Product' },
      paths: setup.paths ?? { '/': anyPath, '/{*path}': anyPath }
    }),
    namedValues: setup.namedValues ?? {},
    backendUrl: setup.backendUrl ?? backend,
    dispatcher,
    identity: setup.identity ?? (async () => 'identity-token'),
    ...(setup.backends ? { backends: setup.backends } : {}),
    ...(setup.subscriptions ? { subscriptions: setup.subscriptions } : {}),
    ...(setup.authorityHost ? { authorityHost: setup.authorityHost } : {})
  })
  t.teardown(async () => {
    await gateway.close()
    if (!setup.dispatcher) await dispatcher.destroy()
  })
  return { ...gateway, url: `${gateway.url}/api`, backend, base: gateway.url }
}

/** A policy document with the given sections. The others hold `<base />`. */
export function policyDocument({ inbound, backend, outbound, onError }: Setup): string {
  const base = '<base />'
  return `<policies>
    <inbound>${inbound ?? base}</inbound><backend>${backend ?? base}</backend>
    <outbound>${outbound ?? base}</outbound><on-error>${onError ?? base}</on-error>
  </policies>`
}

function policyFolder(setup: Setup) {
  const tree: { [name: string]: string | { [name: string]: string } } = { 'api.xml': policyDocument(setup) }
  for (const [path, text] of Object.entries(setup.files ?? {})) {
    const [folder = '', file] = path.split('/')
    if (file === undefined) tree[folder] = text
    else {
      const inside = tree[folder]
      tree[folder] = { ...(typeof inside === 'object' ? inside : {}), [file]: text }
    }
  }
  return tree
}

export async function listen(t: Test, handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Answers with the request that it got, as JSON. */
const echo: RequestListener = async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  response.setHeader('content-type', 'application/json')
  response.setHeader('x-from', 'service')
  const { method, url, headers } = request
  response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }))
}
