import { isObject } from '../json-object.ts'
import {
  headerMismatch,
  invalidParams,
  type Message,
  type Params,
  RpcError,
  unsupportedVersion
} from './rpc.ts'

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
  if (header === modern) {
    if (method === 'initialize')
      throw mismatch(`MCP-Protocol-Version is ${modern}, which knows no initialize`, header)
    if (id === undefined) return modern
    throw missing(metaKey.version)
  }
  if (method === 'initialize') return legacy[0] as string
  return legacyRevision(header)
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
  if (client !== undefined && !isImplementation(client)) throw missing(metaKey.client)
  if (header !== undefined && header !== version)
    throw mismatch(`MCP-Protocol-Version is "${header}", but _meta says "${version}"`, header)
  if (version !== modern) throw unsupported(version, [modern])
  return version
}

export function isImplementation(value: unknown): boolean {
  return isObject(value) && typeof value.name === 'string' && typeof value.version === 'string'
}

function missing(key: string): RpcError {
  return new RpcError(invalidParams, `Invalid params: _meta["${key}"] is missing or malformed.`)
}

function mismatch(reason: string, header: string): RpcError {
  return new RpcError(headerMismatch, `Header mismatch: ${reason}.`, { header })
}

function unsupported(requested: string, supported: string[]): RpcError {
  return new RpcError(unsupportedVersion, 'Unsupported protocol version', { supported, requested })
}
