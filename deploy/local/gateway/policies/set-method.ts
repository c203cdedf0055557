import { METHODS } from 'node:http'
import type { Call } from '../call.ts'
import type { Element } from '../load/element.ts'
import type { Policy } from '../policy.ts'
import { PolicyError } from '../policy-error.ts'

export const setMethod: Policy = {
  name: 'set-method',
  sections: ['inbound', 'on-error'],
  schema: { text: { type: 'string' } },
  run(call, element) {
    call.request.method = methodOf(call, element)
  }
}

export function methodOf(call: Call, element: Element): string {
  const method = element.content(call).toUpperCase()
  if (METHODS.includes(method)) return method
  throw new PolicyError({
    reason: 'ExpressionValueEvaluationFailure',
    message: 'The method is none of HTTP.'
  })
}
