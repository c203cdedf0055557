import { isObject } from '../../app/json-object.ts'
import { headerMismatch, type Message, RpcError } from '../../app/mcp/rpc.ts'

export type Headers = Record<string, string | string[] | undefined>

/** An argument that clients repeat in a header, for gateways to route by. */
export interface MirroredArgument {
  /** In lower case. */
  header: string
  /** Of keys, from the root of the arguments. */
  path: readonly string[]
}

/**
 * Compares the headers of 2026-07-28 with the message: a gateway may have decided by them. Notifications need none, but
 * may not contradict themselves.
 */
export function checkHeaders({ id, method, params }: Message, headers: Headers): void {
  const isRequest = id !== undefined
  if (isRequest && headers['mcp-protocol-version'] === undefined) throw absent('MCP-Protocol-Version')
  const named = headers['mcp-method']
  if (named === undefined ? isRequest : named !== method) throw mismatch('Mcp-Method', 'method')
  if (isRequest && method === 'tools/call' && typeof params.name === 'string')
    compare(headers['mcp-name'], params.name, 'Mcp-Name', 'params.name')
}

/** An argument that is absent or null has no header; a header that nothing asks for is ignored. */
export function checkMirrored(mirrored: readonly MirroredArgument[], args: unknown, headers: Headers): void {
  for (const { header, path } of mirrored) {
    const value = path.reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), args)
    if (value === undefined || value === null || typeof value === 'object') continue
    compare(headers[header], value as string | number | boolean, header, `arguments.${path.join('.')}`)
  }
}

function compare(
  header: string | string[] | undefined,
  value: string | number | boolean,
  name: string,
  field: string
): void {
  if (header === undefined) throw absent(name)
  const decoded = decode(String(header))
  const same =
    typeof value === 'number' ? isDecimal(decoded) && Number(decoded) === value : decoded === String(value)
  if (!same) throw mismatch(name, field)
}

const encoded = /^=\?base64\?((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)\?=$/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Undefined is an encoding that says nothing. */
function decode(header: string): string | undefined {
  if (!header.startsWith('=?base64?') || !header.endsWith('?=')) return header
  const [, base64] = encoded.exec(header) ?? []
  try {
    return base64 === undefined ? undefined : utf8.decode(Buffer.from(base64, 'base64'))
  } catch {
    return undefined
  }
}

function isDecimal(text: string | undefined): text is string {
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text)
}

function absent(header: string): RpcError {
  return new RpcError(headerMismatch, `Header mismatch: ${header} is missing.`, { header })
}

function mismatch(header: string, field: string): RpcError {
  return new RpcError(headerMismatch, `Header mismatch: ${header} does not agree with ${field}.`, { header })
}
