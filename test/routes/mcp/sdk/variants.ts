import { type McpRequest, modernRequest } from '../../../mcp-client.ts'

/** What is peculiar, by what to call it. */
export type Variants<Value> = Record<string, Value>

const clientInfo = { name: 'test', version: '1.0.0' }
const coded = (text: string) => `=?base64?${Buffer.from(text).toString('base64')}?=`

export const calls: Variants<McpRequest> = {
  discover: { method: 'server/discover' },
  list: { method: 'tools/list' },
  'call of hello': { method: 'tools/call', params: { name: 'hello', arguments: { name: 'Ada' } } },
  'call of say': { method: 'tools/call', params: { name: 'say', arguments: {} } },
  'call of an unknown tool': { method: 'tools/call', params: { name: 'nothing' } },
  'call of nothing': { method: 'tools/call', params: {} },
  ping: { method: 'ping' },
  initialize: {
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }
  },
  resources: { method: 'resources/list' },
  prompt: { method: 'prompts/get', params: { name: 'x' } },
  'log level': { method: 'logging/setLevel', params: { level: 'info' } },
  'unknown method': { method: 'unknown/method' }
}

export const headers: Variants<McpRequest['headers']> = {
  'as it should be': {},
  'without a version': { 'mcp-protocol-version': undefined },
  'with a legacy version': { 'mcp-protocol-version': '2025-11-25' },
  'with an unknown version': { 'mcp-protocol-version': '1900-01-01' },
  'without Mcp-Method': { 'mcp-method': undefined },
  'with another Mcp-Method': { 'mcp-method': 'tools/other' },
  'with Mcp-Method in upper case': { 'mcp-method': 'TOOLS/LIST' },
  'without Mcp-Name': { 'mcp-name': undefined },
  'with another Mcp-Name': { 'mcp-name': 'other' },
  'with Mcp-Name encoded': { 'mcp-name': coded('hello') },
  'with Mcp-Name badly encoded': { 'mcp-name': '=?base64?a?=' },
  'with spaces around': { 'mcp-method': ' tools/list ' },
  'with what older revisions had': { 'mcp-session-id': 'abc', 'last-event-id': '7' },
  'accepting JSON alone': { accept: 'application/json' }
}

export const metas: Variants<Record<string, unknown>> = {
  'no version': { 'io.modelcontextprotocol/protocolVersion': undefined },
  'a number for a version': { 'io.modelcontextprotocol/protocolVersion': 20260728 },
  'null for a version': { 'io.modelcontextprotocol/protocolVersion': null },
  'no capabilities': { 'io.modelcontextprotocol/clientCapabilities': undefined },
  'null for capabilities': { 'io.modelcontextprotocol/clientCapabilities': null },
  'an array for capabilities': { 'io.modelcontextprotocol/clientCapabilities': [] },
  'text for capabilities': { 'io.modelcontextprotocol/clientCapabilities': 'all' },
  'unknown capabilities': { 'io.modelcontextprotocol/clientCapabilities': { flying: {} } },
  'no client': { 'io.modelcontextprotocol/clientInfo': undefined },
  'a client without a version': { 'io.modelcontextprotocol/clientInfo': { name: 'x' } },
  'something of its own': { 'com.example/trace': { a: [1] }, traceparent: 'x' }
}

export const versions = [
  undefined,
  '2024-11-05',
  '2025-03-26',
  '2025-06-18',
  '2025-11-25',
  '2026-07-28',
  '2025-11-25, 2025-11-25',
  '1900-01-01',
  'latest'
]

export const ids: Variants<unknown> = {
  'no id': undefined,
  'zero for an id': 0,
  'a negative id': -5,
  'an empty id': '',
  'text for an id': 'abc "é"',
  'a fraction for an id': 1.5,
  'null for an id': null,
  'true for an id': true,
  'an array for an id': [1]
}

export const bodies: Variants<unknown> = {
  'an empty body': '',
  'half an object': '{"jsonrpc":"2.0"',
  'plain text': 'ping',
  null: 'null',
  'a number': '1',
  text: '"ping"',
  'an empty object': {},
  'no jsonrpc': { id: 1, method: 'tools/list' },
  'jsonrpc 1.0': { jsonrpc: '1.0', id: 1, method: 'tools/list' },
  'a number for jsonrpc': { jsonrpc: 2, id: 1, method: 'tools/list' },
  'no method': { jsonrpc: '2.0', id: 1 },
  'a number for a method': { jsonrpc: '2.0', id: 1, method: 1 },
  'an empty method': { jsonrpc: '2.0', id: 1, method: '' },
  'an array of params': { jsonrpc: '2.0', id: 1, method: 'tools/list', params: [] },
  'null for params': { jsonrpc: '2.0', id: 1, method: 'tools/list', params: null },
  'text for params': { jsonrpc: '2.0', id: 1, method: 'tools/list', params: 'x' },
  'text for _meta': { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: 'x' } },
  'a member too many': { jsonrpc: '2.0', id: 1, method: 'ping', extra: 1 },
  'a result': { jsonrpc: '2.0', id: 1, result: {} },
  'an error': { jsonrpc: '2.0', id: 1, error: { code: -1, message: 'x' } },
  'an empty batch': [],
  'a batch': [
    { jsonrpc: '2.0', id: 1, method: 'ping' },
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', id: 'b', method: 'tools/call', params: { name: 'hello', arguments: { name: 'Ada' } } }
  ],
  'a batch of notifications': [{ jsonrpc: '2.0', method: 'notifications/initialized' }],
  'a batch of nonsense': [1],
  'a batch with a request of 2026-07-28': [modernRequest({ method: 'tools/list' }).body],
  'initialize in a batch': [
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-03-26', capabilities: {}, clientInfo }
    }
  ]
}

export const inputs: Variants<[tool: string, args: unknown]> = {
  'no arguments': ['hello', undefined],
  'empty arguments': ['hello', {}],
  'null for arguments': ['hello', null],
  'an array of arguments': ['hello', []],
  'text for arguments': ['hello', 'x'],
  'an unknown argument': ['hello', { nome: 'Ada' }],
  'an argument of the wrong type': ['hello', { name: 1 }],
  'an argument that is too long': ['hello', { name: 'a'.repeat(101) }],
  'an argument that breaks the pattern': ['hello', { name: 'a\nb' }],
  'a missing argument': ['echo', {}],
  'an empty argument': ['echo', { text: '' }],
  'an argument of all sorts': ['echo', { text: '\u0000 "\\ é 😀 </script>' }],
  'a default': ['say', {}],
  'a choice': ['say', { mood: 'glad' }],
  'a wrong choice': ['say', { mood: 'sad' }],
  'a nested argument': ['say', { place: { floor: 3 } }],
  'a wrong nested argument': ['say', { place: { floor: 'x' } }],
  'a number that is too large': ['say', { times: 10 }],
  'null for an optional argument': ['say', { times: null }],
  'an integer as text': ['say', { times: '3' }],
  'an integer as text with a blank': ['say', { times: ' 3' }],
  'what a framework adds': ['say', { toolCallId: 'x' }],
  'a tool that throws': ['crash', {}]
}

export const initializations: Variants<unknown> = {
  'an old version': { protocolVersion: '2024-11-05', capabilities: {}, clientInfo },
  'an unknown version': { protocolVersion: '2099-01-01', capabilities: {}, clientInfo },
  'no version': { capabilities: {}, clientInfo },
  'no capabilities': { protocolVersion: '2025-06-18', clientInfo },
  'no client': { protocolVersion: '2025-06-18', capabilities: {} },
  'a client without a version': {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'x' }
  },
  'all capabilities': {
    protocolVersion: '2025-11-25',
    capabilities: { roots: {}, sampling: {}, elicitation: {} },
    clientInfo
  },
  nothing: undefined
}

export const mirrored: Variants<McpRequest['headers']> = {
  right: { 'mcp-param-mood': 'glad', 'mcp-param-floor': '3' },
  encoded: { 'mcp-param-mood': coded('glad'), 'mcp-param-floor': '3.0' },
  missing: { 'mcp-param-mood': 'glad' },
  other: { 'mcp-param-mood': 'sad', 'mcp-param-floor': '3' },
  'badly encoded': { 'mcp-param-mood': '=?base64?!?=', 'mcp-param-floor': '3' },
  'of another number': { 'mcp-param-mood': 'glad', 'mcp-param-floor': '4' },
  'of no number': { 'mcp-param-mood': 'glad', 'mcp-param-floor': 'x' },
  'too many': { 'mcp-param-mood': 'glad', 'mcp-param-floor': '3', 'mcp-param-other': 'x' }
}
