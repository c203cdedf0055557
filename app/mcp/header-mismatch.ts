import { headerMismatch, RpcError } from './rpc.ts'

/** A header that the revision demands is not there. */
export function missingHeader(header: string): RpcError {
  return new RpcError(headerMismatch, `Header mismatch: ${header} is missing.`, { header })
}

/** A header says something else than the message, of which a gateway may have believed either. */
export function mismatchedHeader(header: string, value: string, field: string, expected: unknown): RpcError {
  return new RpcError(
    headerMismatch,
    `Header mismatch: ${header} is ${shown(value)}, but ${field} is ${shown(expected)}.`,
    { header }
  )
}

function shown(value: unknown): string {
  return JSON.stringify(typeof value === 'string' ? value.slice(0, 128) : value)
}
