import { randomUUID } from 'node:crypto'
import { isObject } from '../json-object.ts'
import type { Problem } from '../problems/problem.ts'
import { canElicit, InputRequired } from './input-required.ts'
import type { McpContext } from './mcp-context.ts'
import { RpcError, urlElicitationRequired } from './rpc.ts'

const key = 'consent'

/**
 * Asks the client to open the consent page, where it can. It asks once: the person who opens the page is often not the
 * one who may consent. No state is needed, since any answer of the client means that it has been asked.
 */
export function consentQuestion(problem: Problem, isModern: boolean, context: McpContext) {
  const url = problem.options.consentUrl
  if (problem.code !== 'consent_required' || !url || !canElicit(context.capabilities, 'url')) return undefined
  if (isObject(context.responses[key])) return undefined
  const params = { mode: 'url', url, message: problem.message }
  if (isModern) return new InputRequired({ [key]: { method: 'elicitation/create', params } })
  return new RpcError(urlElicitationRequired, problem.message, {
    elicitations: [{ ...params, elicitationId: randomUUID() }]
  })
}
