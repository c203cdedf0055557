import { isObject } from '../json-object.ts'
import { mismatchedHeader } from './header-mismatch.ts'
import { invalidParams, type Message, type Params, RpcError, unsupportedVersion } from './rpc.ts'

/** The revision whose requests each bring their own version, client and capabilities. */
export const modern = '2026-07-28'

/** The revisions that begin with `initialize`, the newest first. */
export const legacy = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05']

export const metaKey = {
  version: 'io.modelcontextprotocol/protocolVersion',
  client: 'io.modelcontextprotocol/clientInfo',
  capabilities: 'io.modelcontextprotocol/clientCapabilities',
  server: 'io.modelcontextprotocol/serverInfo'
} as const

/**
 * The revision that a message follows. Its own `_meta` says so; the MCP-Protocol-Version header must agree. A message
 * that says nothing begins, or belongs to, a conversation that began with `initialize`.
 */
export function readRevision({ id, method, params }: Message, header: string | undefined): string {
  const meta = isObject(params._meta) ? params._meta : {}
  if (metaKey.version in meta) return claimed(meta, header)
  // It settles the version, so a header cannot have named it yet: clients send what they remember, or would like.
  if (method === 'initialize') return legacy[0] as string
  if (header !== modern) return legacyRevision(header)
  if (id === undefined) return modern
  throw missing(metaKey.version)
}

/** 2025-03-26 said nothing in headers yet. */
export function legacyRevision(header = '2025-03-26'): string {
  if (legacy.includes(header)) return header
  throw unsupported(header, [modern, ...legacy])
}

function claimed(meta: Params, header: string | undefined): string {
  const version = meta[metaKey.version]
  if (typeof version !== 'string') throw missing(metaKey.version)
  if (!isObject(meta[metaKey.capabilities])) throw missing(metaKey.capabilities)
  const client = meta[metaKey.client]
  if (client !== undefined && client !== null && !isImplementation(client)) throw missing(metaKey.client)
  if (header !== undefined && header !== version)
    throw mismatchedHeader('MCP-Protocol-Version', header, `_meta["${metaKey.version}"]`, version)
  if (version !== modern) throw unsupported(version, [modern])
  return version
}

export function isImplementation(value: unknown): boolean {
  return isObject(value) && typeof value.name === 'string' && typeof value.version === 'string'
}

function missing(key: string): RpcError {
  return new RpcError(invalidParams, `Invalid params: _meta["${key}"] is missing or malformed.`)
}

function unsupported(requested: string, supported: string[]): RpcError {
  return new RpcError(unsupportedVersion, 'Unsupported protocol version', {
    supported,
    requested: requested.slice(0, 64)
  })
}
