import { randomUUID } from 'node:crypto'
import type { Problem } from '../errors.ts'
import type { McpContext } from './context.ts'
import { canElicit, InputRequired } from './input-required.ts'
import { isObject, RpcError, urlElicitationRequired } from './rpc.ts'

const key = 'consent'

/**
 * Asks the client to open the page where consent is given, if it can: once, for whoever opened it may well not be the
 * one who may consent. Needs no state: the answer only tells not to ask again.
 */
export function elicitConsent(problem: Problem, isModern: boolean, context: McpContext): void {
  const url = problem.options.consentUrl
  if (problem.code !== 'consent_required' || !url || !canElicit(context.capabilities, 'url')) return
  if (isObject(context.responses[key])) return
  const params = { mode: 'url', url, message: problem.message }
  if (isModern) throw new InputRequired({ [key]: { method: 'elicitation/create', params } })
  throw new RpcError(urlElicitationRequired, problem.message, {
    elicitations: [{ ...params, elicitationId: randomUUID() }]
  })
}
