import type { Answer, Call, Request } from './call.ts'
import { PolicyError } from './policy-error.ts'

/** The message that a policy of the section works on: the answer once it is its turn, the request before. */
export function messageOf(call: Call): Request | Answer {
  const message = call.section === 'outbound' || call.section === 'on-error' ? call.response : call.request
  if (message) return message
  throw new PolicyError({ reason: 'ExpressionValueEvaluationFailure', message: 'There is no message.' })
}
