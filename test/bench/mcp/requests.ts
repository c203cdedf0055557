import { modernRequest } from '../../mcp-client.ts'

export type Era = '2026-07-28' | '2025-06-18'

export interface McpRequest {
  name: 'tools/call' | 'tools/list'
  era: Era
  options: { method: 'POST'; headers: Record<string, string>; body: string }
}

interface Message {
  method: McpRequest['name']
  params?: Record<string, unknown>
}

const call: Message = { method: 'tools/call', params: { name: 'hello', arguments: { name: 'Ada' } } }
const list: Message = { method: 'tools/list' }

/** What is measured; 2025-06-18 is the newest of the older revisions that everybody serves. */
export const requests: McpRequest[] = [modern(call), modern(list), legacy(call), legacy(list)]

function modern(message: Message): McpRequest {
  const { headers, body } = modernRequest(message)
  return asked(message.method, '2026-07-28', headers as Record<string, string>, body)
}

function legacy(message: Message): McpRequest {
  const body = { jsonrpc: '2.0', id: 1, ...message }
  return asked(message.method, '2025-06-18', { 'mcp-protocol-version': '2025-06-18' }, body)
}

function asked(
  name: McpRequest['name'],
  era: Era,
  headers: Record<string, string>,
  body: object
): McpRequest {
  const common = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  return {
    name,
    era,
    options: { method: 'POST', headers: { ...common, ...headers }, body: JSON.stringify(body) }
  }
}
