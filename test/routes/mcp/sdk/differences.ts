import { isDeepStrictEqual } from 'node:util'
import type { Sent } from './requests.ts'

export interface Seen {
  status: number
  messages: { id?: unknown; error?: number; result?: unknown }[]
}

interface Difference {
  /** Why ours is right. */
  reason: string
  applies(request: Sent, our: Seen, their: Seen): boolean
}

/** Where the endpoint means to answer otherwise than the SDK; each must still be needed. */
export const differences: Difference[] = [
  {
    reason: 'What HTTP itself refuses is problem+json, as everywhere in this API (RFC 9457).',
    applies: (_request, our, their) => [405, 415].includes(our.status) && our.status === their.status
  },
  {
    reason:
      'An id that cannot be read is left out: ids are text or integers, never null (2026-07-28, basic, messages).',
    applies: (_request, our, their) =>
      our.status === their.status &&
      isDeepStrictEqual(codes(our), codes(their)) &&
      our.messages.every((message) => !('id' in message)) &&
      their.messages.every(({ id }) => id === null || !Number.isInteger(id))
  },
  {
    reason:
      'A version that the server does not know is -32022, with those that it knows; -32000 is not for new servers (2026-07-28, basic, error codes).',
    applies: ({ headers }, our) =>
      ['1900-01-01', 'latest'].includes(headers['mcp-protocol-version'] ?? '') && codes(our)[0] === -32022
  },
  {
    reason: 'A response sent to 2026-07-28 is an invalid request, -32600; -32000 is not for new servers.',
    applies: ({ body, headers }, our) =>
      isModern(headers) && !('method' in Object(body)) && our.status === 400 && codes(our)[0] === -32600
  },
  {
    reason:
      'A method that the server does not have is 404 and -32601, whatever else is wrong (2026-07-28, transports).',
    applies: ({ name }, our) => name.startsWith('prompt, ') && our.status === 404 && codes(our)[0] === -32601
  },
  {
    reason: 'A malformed _meta is named, on initialize too.',
    applies: ({ name }, our) =>
      name.startsWith('initialize, ') && our.status === 400 && codes(our)[0] === -32602
  },
  {
    reason: 'Initialize settles the version, so the header is ignored there, whatever it names.',
    applies: ({ body }, our) => Object(body).method === 'initialize' && our.messages[0]?.result !== undefined
  },
  {
    reason: 'The header sent twice with one value is that value: proxies and clients do so.',
    applies: ({ headers }, our) =>
      headers['mcp-protocol-version'] === '2025-11-25, 2025-11-25' && our.status === 200
  },
  {
    reason:
      'What there is none of is an empty list to the older revisions: some clients take an error for the end.',
    applies: ({ body, headers }, our) =>
      !isModern(headers) && Object(body).method === 'resources/list' && our.status === 200
  },
  {
    reason: 'Null is what a client sends that fills in every member: it gives nothing.',
    applies: ({ name }, our) =>
      /^null for (an optional argument|arguments|params)/.test(name) && codes(our)[0] !== -32600
  },
  {
    reason: 'Models and frameworks write integers as text; the exact text of one is one.',
    applies: ({ name }, our) => name.startsWith('an integer as text') && our.status === 200
  },
  {
    reason: 'What frameworks add by themselves is ignored.',
    applies: ({ name }, our) => name.startsWith('what a framework adds') && our.status === 200
  },
  {
    reason: 'A call that names no tool has nothing for Mcp-Name to differ from.',
    applies: ({ name }, our) =>
      name === 'call of nothing, with Mcp-Name badly encoded' && codes(our)[0] === -32602
  },
  {
    reason: 'JSON-RPC 2.0 does not forbid members that it does not know.',
    applies: ({ name }, our) => name.startsWith('a member too many') && codes(our)[0] !== -32600
  },
  {
    reason: 'Batches ended with 2025-06-18 (its changelog).',
    applies: ({ body, headers }, our) =>
      Array.isArray(body) && headers['mcp-protocol-version'] !== '2025-03-26' && codes(our)[0] === -32600
  },
  {
    reason: 'Initialize comes alone (2025-03-26, lifecycle).',
    applies: ({ name }, our) => name === 'initialize in a batch, 2025-03-26' && codes(our)[0] === -32600
  },
  {
    reason: 'What is wrong in a batch is answered in the batch (JSON-RPC 2.0 §6).',
    applies: ({ name }, our) => name === 'a batch of nonsense, 2025-03-26' && our.status === 200
  },
  {
    reason: 'Bad parameters of initialize are -32602 (JSON-RPC 2.0 §5.1), no fault of the server.',
    applies: ({ method, body }, our, their) =>
      method === 'POST' &&
      Object(body).method === 'initialize' &&
      isDeepStrictEqual([codes(our), codes(their)], [[-32602], [-32603]])
  }
]

function codes({ messages }: Seen): unknown[] {
  return messages.map(({ error }) => error)
}

function isModern(headers: Sent['headers']): boolean {
  return headers['mcp-protocol-version'] === '2026-07-28'
}
