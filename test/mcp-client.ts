import type { Answer } from './answer.ts'

type Call = (path: string, init?: RequestInit) => Promise<Answer>
type Headers = Record<string, string | undefined>

export const revision = '2026-07-28'

export interface McpRequest {
  method: string
  params?: Record<string, unknown> | undefined
  id?: string | number | null | undefined
  /** Merged into `_meta`. */
  meta?: Record<string, unknown> | undefined
  /** Merged into the headers; undefined leaves one out. */
  headers?: Headers | undefined
}

/** The headers and the body of a request of 2026-07-28, as a correct client sends it. */
export function modernRequest({ method, params = {}, id = 1, meta, headers }: McpRequest) {
  const name = params.name
  return {
    headers: {
      'mcp-protocol-version': revision,
      'mcp-method': method,
      ...(typeof name === 'string' && { 'mcp-name': name }),
      ...headers
    } as Headers,
    body: {
      jsonrpc: '2.0',
      id,
      method,
      params: {
        ...params,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': revision,
          'io.modelcontextprotocol/clientCapabilities': {},
          'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
          ...meta
        }
      }
    }
  }
}

/** Posts to /mcp as the owner of the token, in either era. */
export function mcpClient(call: Call, token: string) {
  return {
    modern(request: McpRequest) {
      const { headers, body } = modernRequest(request)
      return post(body, headers)
    },
    legacy({ method, params, id = 1, headers }: McpRequest) {
      return post({ jsonrpc: '2.0', id, method, params }, headers)
    },
    post
  }

  function post(body: unknown, headers: Headers = {}): Promise<Answer> {
    const all = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers
    }
    const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return call('/mcp', { method: 'POST', headers: given, body: text })
  }
}
