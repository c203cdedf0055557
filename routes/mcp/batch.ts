import { isObject } from '../../app/json-object.ts'
import { legacyRevision, metaKey, modern } from '../../app/mcp/revision.ts'
import { invalidRequest, RpcError } from '../../app/mcp/rpc.ts'
import type { Headers } from './check-headers.ts'
import { versionOf } from './receive.ts'

/** Gateways count HTTP requests, so one request may not hold many. */
const most = 20
const revisions = ['2024-11-05', '2025-03-26']

/** The messages of a batch, which JSON-RPC has always had and MCP only until 2025-03-26. */
export function readBatch(batch: unknown[], headers: Headers): unknown[] {
  const version = versionOf(headers)
  if (version === modern || !revisions.includes(legacyRevision(version)))
    throw refused('this revision has no batches')
  if (batch.length === 0 || batch.length > most) throw refused(`a batch holds 1 to ${most} messages`)
  if (batch.some(isAlone)) throw refused('initialize and requests of 2026-07-28 come alone')
  return batch
}

function isAlone(value: unknown): boolean {
  if (!isObject(value)) return false
  const { method, params } = value
  return (
    method === 'initialize' || (isObject(params) && isObject(params._meta) && metaKey.version in params._meta)
  )
}

function refused(reason: string): RpcError {
  return new RpcError(invalidRequest, `Invalid request: ${reason}.`)
}
