import { isObject } from '../json-object.ts'

/** A bigint is an integer of more digits than a number holds. */
export type Id = string | number | bigint

/** A JSON-RPC request, or without `id` a notification. */
export interface Message {
  id?: Id
  method: string
  params: Params
}

export type Params = Record<string, unknown>

export const parseError = -32700
export const invalidRequest = -32600
export const methodNotFound = -32601
export const invalidParams = -32602
export const internalError = -32603
export const headerMismatch = -32020
export const missingCapability = -32021
export const unsupportedVersion = -32022
/** Only in 2025-11-25. */
export const urlElicitationRequired = -32042

/** A failure of the protocol, as opposed to one of a tool; its text is for the client. */
export class RpcError extends Error {
  override name = 'RpcError'
  readonly code: number
  readonly data: object | undefined

  constructor(code: number, message: string, data?: object) {
    super(message)
    this.code = code
    this.data = data
  }
}

/** Reads one message; undefined is a response, which nobody here waits for. */
export function readMessage(value: unknown): Message | undefined {
  if (!isObject(value) || value.jsonrpc !== '2.0') throw malformed('"jsonrpc": "2.0" is missing')
  const { id, method } = value
  const params = value.params ?? {}
  if (id !== undefined && !isId(id))
    throw malformed('id must be a string, or an integer written in at most 100 digits')
  if (method === undefined && ('result' in value || 'error' in value)) return undefined
  if (typeof method !== 'string') throw malformed('method must be a string')
  if (!isObject(params)) throw malformed('params must be an object')
  if (!isObject(params._meta ?? {})) throw malformed('_meta must be an object')
  return id === undefined ? { method, params } : { id, method, params }
}

/** The id to answer an unreadable message by. */
export function idOf(value: unknown): Id | undefined {
  const id = isObject(value) && typeof value.method === 'string' ? value.id : undefined
  return isId(id) ? id : undefined
}

/** A number that was rounded when it was read would be somebody else's id. */
export function isId(value: unknown): value is Id {
  return typeof value === 'string' || typeof value === 'bigint' || Number.isSafeInteger(value)
}

export function writeId(id: Id): string {
  return typeof id === 'bigint' ? String(id) : JSON.stringify(id)
}

export function writeResult(id: Id, result: string): string {
  return `{"jsonrpc":"2.0","id":${writeId(id)},"result":${result}}`
}

/** Without `id` when it could not be read: MCP knows no null ids. */
export function writeError(id: Id | undefined, { code, message, data }: RpcError): string {
  const error = JSON.stringify({ code, message, data })
  return `{"jsonrpc":"2.0",${id === undefined ? '' : `"id":${writeId(id)},`}"error":${error}}`
}

function malformed(reason: string): RpcError {
  return new RpcError(invalidRequest, `Invalid request: ${reason}.`)
}
