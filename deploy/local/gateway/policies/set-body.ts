import { heldBody } from '../body.ts'
import type { Call } from '../call.ts'
import type { Element } from '../load/element.ts'
import { text } from '../load/schema.ts'
import type { Policy } from '../policy.ts'
import { PolicyError } from '../policy-error.ts'

export const setBody: Policy = {
  name: 'set-body',
  sections: ['inbound', 'backend', 'outbound'],
  schema: { attributes: { template: { type: ['none'], literal: true } }, text },
  run(call, element) {
    const message = call.section === 'outbound' ? call.response : call.request
    if (!message)
      throw new PolicyError({ reason: 'ExpressionValueEvaluationFailure', message: 'There is no message.' })
    if (call.section === 'outbound') message.body.discard()
    message.body = heldBody(bodyContent(call, element))
    message.headers.delete('content-length')
  }
}

/** The bytes of one `<set-body>`, also inside send-request and return-response. */
export function bodyContent(call: Call, element: Element): Uint8Array {
  return new TextEncoder().encode(element.verbatim(call))
}
