import { name, version } from '../../app/service.ts'

const clientInfo = { name: `${name}-doctor`, version }

interface McpRequest {
  method: 'POST'
  headers: Record<string, string>
  body: string
}

/** The first request of a client of 2025-11-25 or earlier. */
export function initialize(): McpRequest {
  return request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo })
}

export function listTools(): McpRequest {
  return request('tools/list', {}, { 'mcp-protocol-version': '2025-11-25' })
}

/** The first request of a client of 2026-07-28. */
export function discover(): McpRequest {
  const protocolVersion = '2026-07-28'
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': protocolVersion,
    'io.modelcontextprotocol/clientInfo': clientInfo,
    'io.modelcontextprotocol/clientCapabilities': {}
  }
  const headers = { 'mcp-protocol-version': protocolVersion, 'mcp-method': 'server/discover' }
  return request('server/discover', { _meta }, headers)
}

function request(method: string, params: object, headers: Record<string, string> = {}): McpRequest {
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  }
}
