import { type McpRequest, modernRequest } from '../../../mcp-client.ts'
import {
  bodies,
  calls,
  headers,
  ids,
  initializations,
  inputs,
  metas,
  mirrored,
  type Variants,
  versions
} from './variants.ts'

export interface Sent {
  /** Says what is peculiar. */
  name: string
  method: string
  headers: Record<string, string | undefined>
  /** JSON, or text that is sent as it is. */
  body: unknown
}

/** Several hundred requests, good and bad, of both eras. */
export function requests(): Sent[] {
  return [
    ...combine(calls, headers, (call, headers) => modern({ ...call, headers })),
    ...combine(calls, metas, (call, meta) => modern({ ...call, meta })),
    ...combine(calls, byName(versions), (call, version) => legacy(call, version)),
    ...combine(ids, { list: calls.list, ping: calls.ping } as Variants<McpRequest>, (id, call) => {
      const { body, headers } = modernRequest(call)
      return { method: 'POST', headers, body: { ...body, id } }
    }),
    ...combine(ids, { list: calls.list, ping: calls.ping } as Variants<McpRequest>, (id, call) => {
      const { body } = legacy(call, undefined)
      return { method: 'POST', headers: {}, body: { ...(body as object), id } }
    }),
    ...combine(bodies, byName(['2025-03-26', '2025-11-25', '2026-07-28']), (body, version) => ({
      method: 'POST',
      headers: { 'mcp-protocol-version': version },
      body
    })),
    ...combine(inputs, { 'in 2026-07-28': true, 'in 2025-11-25': false }, ([name, args], isModern) => {
      const call = { method: 'tools/call', params: { name, ...(args !== undefined && { arguments: args }) } }
      return isModern ? modern({ ...call, headers: mirror(args) }) : legacy(call, '2025-11-25')
    }),
    ...combine(initializations, byName([undefined, '2025-11-25']), (params, version) =>
      legacy({ method: 'initialize', params: params as Record<string, unknown> }, version)
    ),
    ...combine(mirrored, { 'the same': { mood: 'glad', place: { floor: 3 } }, none: {} }, (headers, args) =>
      modern({ method: 'tools/call', params: { name: 'say', arguments: args }, headers })
    ),
    ...combine(byName(['GET', 'DELETE', 'PUT']), byName([undefined, '2026-07-28']), (method, version) => ({
      method: method ?? '',
      headers: { 'mcp-protocol-version': version },
      body: undefined
    })),
    ...combine(
      byName(['text/plain', 'application/json; charset=utf-8', 'application/jsonp']),
      { ping: 1 },
      (type) => ({
        ...legacy({ method: 'ping' }, undefined),
        headers: { 'content-type': type }
      })
    )
  ]
}

function combine<A, B>(as: Variants<A>, bs: Variants<B>, make: (a: A, b: B) => Omit<Sent, 'name'>): Sent[] {
  return Object.entries(as).flatMap(([a, first]) =>
    Object.entries(bs).map(([b, second]) => ({ name: `${a}, ${b}`, ...make(first, second) }))
  )
}

function byName<Value extends string | undefined>(values: Value[]): Variants<Value> {
  return Object.fromEntries(values.map((value) => [String(value), value]))
}

function modern(call: McpRequest): Omit<Sent, 'name'> {
  return { method: 'POST', ...modernRequest(call) }
}

function legacy({ method, params }: McpRequest, version: string | undefined): Omit<Sent, 'name'> {
  return {
    method: 'POST',
    headers: { 'mcp-protocol-version': version },
    body: { jsonrpc: '2.0', id: 1, method, params }
  }
}

/** What a correct client adds for the arguments of `say`. */
function mirror(args: unknown): McpRequest['headers'] {
  const { mood, place } = (args ?? {}) as { mood?: string; place?: { floor: unknown } }
  return { ...(mood && { 'mcp-param-mood': mood }), ...(place && { 'mcp-param-floor': String(place.floor) }) }
}
