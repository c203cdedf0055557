import fc, { type Arbitrary } from 'fast-check'
import { tools } from '../../../app/tools/index.ts'
import { type McpRequest, modernRequest } from '../../mcp-client.ts'
import { mutated, written } from './oddities.ts'

export interface Posted {
  headers: [string, string][]
  body: string
}

/** Arguments that are right for one tool or another. */
export const toolArguments: Arbitrary<object> = fc.constantFrom<object>(
  {},
  { name: 'Ada' },
  { text: 'as it was sent' },
  { query: 'launch', limit: 5 },
  { limit: '5', cursor: '' },
  { limit: 3, cursor: 'bm8' },
  { start: '2026-11-23T00:00:00+01:00', end: '2026-11-24T00:00:00Z', timeZone: 'Europe/Lisbon' },
  { id: 'AAMkAGI2TG93AAA=' },
  { toolCallId: 'call_1' }
)

const toolName = fc.constantFrom(...tools.map(({ name }) => name), 'nothing', '__proto__', '')

const clientInfo = { name: 'fuzz', version: '1.0.0' }
const call: Arbitrary<McpRequest> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ name: toolName, arguments: toolArguments }).map(asCall) },
  {
    weight: 1,
    arbitrary: fc
      .record({
        name: toolName,
        arguments: toolArguments,
        requestState: fc.constantFrom('a.b', 'e30.AAAA', '.', '', null),
        inputResponses: fc.constantFrom<unknown>({}, null, { consent: { action: 'accept' } }),
        _meta: fc.constantFrom({}, { progressToken: 1 }, { progressToken: 'p', traceparent: 'x' })
      })
      .map(asCall)
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<McpRequest>(
      { method: 'tools/list' },
      { method: 'tools/list', params: { cursor: '' } },
      { method: 'server/discover' },
      { method: 'ping' },
      { method: 'resources/list' },
      { method: 'prompts/get', params: { name: 'x' } },
      { method: 'notifications/initialized', id: undefined },
      { method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo } }
    )
  }
)

const versions = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28', 'latest', '']
const version = fc.constantFrom(undefined, ...versions)

const modern = call.chain((request) => {
  const { headers, body } = modernRequest(request)
  return posted(headers, mutated(fc.constant(body)))
})

const legacy = fc
  .tuple(call, version)
  .chain(([{ method, params, id = 1 }, version]) =>
    posted({ 'mcp-protocol-version': version }, mutated(fc.constant({ jsonrpc: '2.0', id, method, params })))
  )

const batch = fc
  .array(call, { maxLength: 4 })
  .chain((calls) =>
    posted(
      {},
      mutated(
        fc.constant(calls.map(({ method, params, id = 1 }) => ({ jsonrpc: '2.0', id, method, params })))
      )
    )
  )

/** Text that is no message, or is one that JavaScript cannot write. */
const noMessage = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    'null',
    '[]',
    '"ping"',
    '{"__proto__":{"polluted":true}}',
    '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"__proto__":{"polluted":true}}}',
    '{"jsonrpc":"2.0","id":1,"method":"ping","constructor":{"prototype":{"polluted":true}}}',
    '{"jsonrpc":"2.0","id":12345678901234567890,"method":"ping"}',
    '{"jsonrpc":"2.0","id":1e400,"method":"ping"}',
    '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}',
    '\ufeff{"jsonrpc":"2.0","id":1,"method":"ping"}'
  ),
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: 'binary' }),
  fc
    .constantFrom(100, 5000, 50_000)
    .map((depth) => written({ jsonrpc: '2.0', id: 1, method: 'ping', params: { a: `{deep ${depth}}` } }))
    .map((text) => text.replace('"id":1', '"id":12345678901234567890'))
)

/** What is posted to /mcp: messages of both eras, some of them changed, batches, and text that is none. */
export const mcpBody: Arbitrary<Posted> = fc.oneof(
  { weight: 5, arbitrary: modern },
  { weight: 5, arbitrary: legacy },
  { weight: 2, arbitrary: batch },
  { weight: 1, arbitrary: noMessage.map((body) => ({ headers: [], body })) }
)

function asCall(params: Record<string, unknown>): McpRequest {
  return { method: 'tools/call', params }
}

function posted(headers: Record<string, string | undefined>, value: Arbitrary<unknown>): Arbitrary<Posted> {
  const lines = Object.entries(headers).filter((line): line is [string, string] => line[1] !== undefined)
  return value.map((json) => ({ headers: lines, body: written(json) }))
}
