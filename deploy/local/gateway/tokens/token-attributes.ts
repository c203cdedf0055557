import type { Call } from '../call/call.ts'
import { PolicyError } from '../call/policy-error.ts'
import { jwt } from '../expressions/index.ts'
import type { Element } from '../pipeline/policy.ts'
import { literal, type Schema, text } from '../pipeline/schema.ts'

/** The attributes that both token policies have. */
export const tokenAttributes: Schema['attributes'] = {
  'header-name': text,
  'query-parameter-name': text,
  'token-value': text,
  'require-scheme': text,
  'failed-validation-httpcode': { type: 'int', min: 100, max: 999 },
  'failed-validation-error-message': text,
  'output-token-variable-name': literal
}

/** Validates and stores the token in the element's variable. A failure gets the element's status and message. */
export async function outputToken(
  call: Call,
  element: Element,
  validate: () => Promise<string>,
  source?: string
): Promise<void> {
  try {
    const token = await validate()
    const variable = element.text(call, 'output-token-variable-name')
    call.record.decide('token valid')
    if (variable === '') return
    call.variables.set(variable, jwt(token))
    call.record.variable(variable, '‹validated token›')
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    const { reason, message } = error
    throw new PolicyError({
      reason,
      message: element.text(call, 'failed-validation-error-message', message),
      ...(source === undefined ? {} : { source }),
      status: element.number(call, 'failed-validation-httpcode', 401)
    })
  }
}
