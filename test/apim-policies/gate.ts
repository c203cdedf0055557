import { once } from 'node:events'
import { cpSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Test } from 'tap'
import { Agent, type Dispatcher } from 'undici'
import {
  type CallRecord,
  type Identity,
  type RunningGateway,
  startGateway
} from '../../deploy/local/gateway/index.ts'
import { managedIdentityOf } from '../../deploy/local/managed-identity.ts'
import { namedValuesOf } from '../../deploy/local/named-values.ts'
import { backendId, publishedApis } from '../../deploy/local/published-apis.ts'
import { type Stack, startStack } from '../../deploy/local/stack.ts'
import { withOrigins } from '../../deploy/local/with-origins.ts'
import { type Answer, read } from '../answer.ts'
import { userClaims } from '../user-claims.ts'

/** One request that the gateway sent out. */
export interface Sent {
  origin: string
  path: string
  method: string
  /** By lower-case name. */
  headers: Record<string, string>
  body: string
}

/** A gateway that runs some policies, and all that a check sees of it. */
export interface Gate extends Pick<Stack, 'config' | 'entra' | 'graph'> {
  /** Scheme, host and port. */
  origin: string
  operations: { method: string; path: string }[]
  /** Calls the API; a path of `/.well-known` is the metadata's. */
  call(path: string, init?: RequestInit): Promise<Answer>
  /** Calls the service as the gateway does, for the answer that it gives by itself. */
  callService(path: string, init?: RequestInit): Promise<Answer>
  /** What reached the service, in order. */
  toService(): Sent[]
  /** The exchanges that Entra was asked for, in order. */
  exchanges(): Sent[]
  /** What `emit-metric` and `trace` said in the last call. */
  told(): string[]
  /** All that the gateway recorded of the last call. */
  record(): CallRecord | undefined
  /** Answers in place of the service until the check ends. */
  serviceAnswers(listener: RequestListener): void
  /** Moves the clock of everything, for good. */
  later(seconds: number): void
  /** An access token of the account `user`, no two alike. */
  token(changes?: Record<string, unknown>): Promise<string>
}

export interface Opened {
  /** Runs something with no faults and no records of others before it. */
  use<Result>(run: (gate: Gate) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

export const clientSecret = 'a"b\\t&c=%2B+d e/é\'<x>@(1){{y}}'

export const policies = join(import.meta.dirname, '../../apim-policies')

/** A copy of the policies, in an instance whose global policy sends every call to another team's backend. */
export function policiesInInstance(t: Test): string {
  const folder = t.testdir()
  cpSync(policies, folder, { recursive: true })
  writeFileSync(
    join(folder, 'global.xml'),
    '<policies><inbound><set-backend-service backend-id="stranger" /></inbound><backend><forward-request /></backend><outbound /><on-error /></policies>'
  )
  return folder
}

/** Starts Entra, Graph and the service once; gateways over any policy folder are then opened next to them. */
export async function startSurroundings(t: Test) {
  const stack = await startStack({ environment: { CLIENT_SECRET: clientSecret } })
  const { app, config, entra, graph, serviceUrl } = stack
  const openapi = app.swagger()
  const userAssigned = managedIdentityOf(entra)
  const agent = new Agent()
  let sent: Sent[] = []
  let answering: RequestListener | undefined
  let offset = 0

  const double = createServer((request, response) => answering?.(request, response)).listen(0, '127.0.0.1')
  await once(double, 'listening')
  const doubleUrl = `http://127.0.0.1:${(double.address() as AddressInfo).port}`
  t.intercept(globalThis, 'Date', { value: movedBy(() => offset) })
  t.teardown(async () => {
    double.closeAllConnections()
    double.close()
    await Promise.all([stack.close(), agent.destroy()])
  })

  return { open }

  // The gateway has no identity of its own beside the user-assigned one.
  async function identity(...[resource, clientId, signal]: Parameters<Identity>): Promise<string> {
    if (clientId === undefined) throw new Error('The gateway has no system-assigned identity.')
    return userAssigned(resource, clientId, signal)
  }

  async function open(policies: string, namedValues: Record<string, string> = {}): Promise<Opened> {
    const gateway = await startGateway({
      port: 0,
      policies,
      asDeployed: (policy) => withOrigins(policy, ['https://one.example', 'https://two.example']),
      apis: publishedApis(openapi),
      namedValues: {
        ...namedValuesOf(config, undefined),
        'calls-per-minute': '100000',
        'calls-per-day': '100000',
        ...namedValues
      },
      backends: { [backendId]: serviceUrl, stranger: 'http://127.0.0.1:9' },
      dispatcher: agent.compose(record),
      identity,
      authorityHost: entra.url
    })
    const gate = gateAt(gateway)
    return {
      async use(run) {
        reset()
        try {
          return await run(gate)
        } finally {
          reset()
        }
      },
      close: gateway.close
    }
  }

  function gateAt({ url: origin, calls }: RunningGateway): Gate {
    const url = `${origin}/api`
    return {
      config,
      entra,
      graph,
      origin,
      operations: operationsOf(openapi),
      call: async (path, init) =>
        read(await fetch((path.startsWith('/.') ? origin : url) + path, { redirect: 'manual', ...init })),
      async callService(path, init = {}) {
        const headers = new Headers(init.headers)
        headers.set(
          'x-gateway-token',
          await userAssigned(config.appIdUri, undefined, AbortSignal.timeout(5000))
        )
        return read(await fetch(serviceUrl + path, { ...init, headers }))
      },
      toService: () => sent.filter((request) => request.origin === serviceUrl),
      exchanges: () => sent.filter(({ path }) => path.endsWith('/oauth2/v2.0/token')),
      record: () => calls().at(-1),
      told: () => tellings(calls().at(-1)?.steps ?? []),
      serviceAnswers(listener) {
        answering = listener
      },
      later(seconds) {
        offset += seconds
      },
      token: (changes) => entra.sign(userClaims(config, changes))
    }
  }

  function record(dispatch: Dispatcher.Dispatch): Dispatcher.Dispatch {
    return (options, handler) => {
      const { path, method, headers, body } = options
      const origin = String(options.origin)
      sent.push({
        origin,
        path,
        method,
        headers: Object.fromEntries(
          Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)])
        ),
        body: body instanceof Uint8Array ? Buffer.from(body).toString() : ''
      })
      return dispatch(
        { ...options, origin: answering && origin === serviceUrl ? doubleUrl : origin },
        handler
      )
    }
  }

  function reset() {
    sent = []
    answering = undefined
    entra.faults.clear()
    graph.faults.clear()
  }
}

function movedBy(seconds: () => number): DateConstructor {
  const Real = Date
  const now = () => Real.now() + seconds() * 1000
  return new Proxy(Real, {
    construct: (_target, parts) => Reflect.construct(Real, parts.length === 0 ? [now()] : parts),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name))
  })
}

function tellings(steps: CallRecord['steps']): string[] {
  return steps.flatMap(({ policy, decisions, steps }) => [
    ...(policy === 'emit-metric' || policy === 'trace' ? decisions : []),
    ...tellings(steps)
  ])
}

function operationsOf({ paths = {} }: { paths?: object }) {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => ({ method: method.toUpperCase(), path }))
  )
}
