import { heldBody } from '../body.ts'
import type { Call } from '../call.ts'
import { IN_ON_ERROR } from '../choices.ts'
import type { Element } from '../load/element.ts'
import { text } from '../load/schema.ts'
import { type Policy, sections } from '../policy.ts'
import { PolicyError } from '../policy-error.ts'

export const setBody: Policy = {
  name: 'set-body',
  sections: IN_ON_ERROR.setBody ? sections : ['inbound', 'backend', 'outbound'],
  schema: { attributes: { template: { type: ['none'], literal: true } }, text },
  run(call, element) {
    const answers = call.section === 'outbound' || call.section === 'on-error'
    const message = answers ? call.response : call.request
    if (!message)
      throw new PolicyError({ reason: 'ExpressionValueEvaluationFailure', message: 'There is no message.' })
    if (answers) message.body.discard()
    message.body = heldBody(bodyContent(call, element))
    message.headers.delete('content-length')
  }
}

/** The bytes of one `<set-body>`, also inside send-request and return-response. */
export function bodyContent(call: Call, element: Element): Uint8Array {
  return new TextEncoder().encode(element.verbatim(call))
}
