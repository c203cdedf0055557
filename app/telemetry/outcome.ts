import type { Attributes } from '@opentelemetry/api'
import { internalError, RpcError } from '../mcp/rpc.ts'
import { type ProblemCode, problems } from '../problems/codes.ts'
import { Problem } from '../problems/problem.ts'

/** Whose failure it was, if any: the caller's, that of Graph or Entra, or our own. */
export type Outcome = 'ok' | 'caller' | 'upstream' | 'service'

const upstream = new Set<ProblemCode>(['graph_unavailable', 'identity_unavailable'])

/** The code of a problem, or of a JSON-RPC error. */
export function codeOf(error: unknown): ProblemCode | number {
  return error instanceof Problem || error instanceof RpcError ? error.code : 'internal_error'
}

/** What the duration of a tool call is measured by. */
export function toolAttributes(tool: string, code: ProblemCode | number | undefined): Attributes {
  return { 'gen_ai.tool.name': tool, outcome: outcomeOf(code), ...(code !== undefined && { code }) }
}

function outcomeOf(code: ProblemCode | number | undefined): Outcome {
  if (code === undefined) return 'ok'
  if (typeof code === 'number') return code === internalError ? 'service' : 'caller'
  if (upstream.has(code)) return 'upstream'
  return problems[code].status < 500 ? 'caller' : 'service'
}
