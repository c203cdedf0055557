import { METHODS } from 'node:http'
import type { Call } from '../call/call.ts'
import { PolicyError } from '../call/policy-error.ts'
import type { Element, Policy } from '../pipeline/policy.ts'

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
    message: 'The method is not an HTTP method, such as GET.'
  })
}
