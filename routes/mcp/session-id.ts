import { randomUUID } from 'node:crypto'
import { isObject } from '../../app/json-object.ts'
import { canElicit } from '../../app/mcp/input-required.ts'
import type { Params } from '../../app/mcp/rpc.ts'

const prefix = 'url-elicitation.'

/**
 * The Mcp-Session-Id for a client of 2025-11-25 that can open pages for its user: later requests do not say so, and
 * nothing is kept here, so the id itself says it. Other clients get none.
 */
export function sessionIdFor(initialize: Params): string | undefined {
  const { protocolVersion, capabilities } = initialize
  const opensPages =
    protocolVersion === '2025-11-25' && isObject(capabilities) && canElicit(capabilities, 'url')
  return opensPages ? prefix + randomUUID() : undefined
}

/** The capabilities that a session id stands for. */
export function declaredBy(sessionId: string | string[] | undefined): Params {
  return String(sessionId).startsWith(prefix) ? { elicitation: { url: {} } } : {}
}
