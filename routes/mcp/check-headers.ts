import { withoutCopies } from '../../app/header-copies.ts'
import { isObject } from '../../app/json-object.ts'
import { mismatchedHeader, missingHeader } from '../../app/mcp/header-mismatch.ts'
import type { Message } from '../../app/mcp/rpc.ts'

export type Headers = Record<string, string | string[] | undefined>

/** An argument that clients repeat in a header, for gateways to route by. */
export interface MirroredArgument {
  /** Such as `Mcp-Param-Region`. */
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
  if (isRequest && headers['mcp-protocol-version'] === undefined) throw missingHeader('MCP-Protocol-Version')
  const named = headers['mcp-method']
  if (named === undefined && isRequest) throw missingHeader('Mcp-Method')
  if (named !== undefined && named !== method)
    throw mismatchedHeader('Mcp-Method', String(named), 'method', method)
  if (isRequest && method === 'tools/call' && typeof params.name === 'string')
    compare(headers, 'Mcp-Name', params.name, 'params.name')
}

/** An argument that is absent or null has no header; a header that nothing asks for is ignored. */
export function checkMirrored(mirrored: readonly MirroredArgument[], args: unknown, headers: Headers): void {
  for (const { header, path } of mirrored) {
    const value = path.reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), args)
    if (value === undefined || value === null || typeof value === 'object') continue
    compare(headers, header, value as string | number | boolean, `arguments.${path.join('.')}`)
  }
}

function compare(headers: Headers, name: string, value: string | number | boolean, field: string): void {
  const header = headers[name.toLowerCase()]
  if (header === undefined) throw missingHeader(name)
  const text = String(header)
  // A value may hold commas itself, so it is taken for copies only where it does not agree as a whole.
  if (!agrees(text, value) && !agrees(withoutCopies(text), value))
    throw mismatchedHeader(name, text, field, value)
}

function agrees(header: string, value: string | number | boolean): boolean {
  const decoded = decode(header)
  return typeof value === 'number'
    ? isDecimal(decoded) && Number(decoded) === value
    : decoded === String(value)
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
