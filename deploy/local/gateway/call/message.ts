import type { Answer, Call, Request } from './call.ts'
import { PolicyError } from './policy-error.ts'

/** The message that a policy of the current section changes: the request in inbound and backend, else the response. */
export function messageOf(call: Call): Request | Answer {
  const message = call.section === 'outbound' || call.section === 'on-error' ? call.response : call.request
  if (message) return message
  throw new PolicyError({
    reason: 'ExpressionValueEvaluationFailure',
    message: 'There is no response to change.'
  })
}
