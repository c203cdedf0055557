import { heldBody } from '../call/body.ts'
import type { Call } from '../call/call.ts'
import { messageOf } from '../call/message.ts'
import { sections } from '../call/section.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { text } from '../pipeline/schema.ts'
import { IN_ON_ERROR } from '../undocumented.ts'

export const setBody: Policy = {
  name: 'set-body',
  sections: IN_ON_ERROR.setBody ? sections : ['inbound', 'backend', 'outbound'],
  schema: { attributes: { template: { type: ['none'], literal: true } }, text },
  run(call, element) {
    const message = messageOf(call)
    if (message === call.response) message.body.discard()
    message.body = heldBody(bodyContent(call, element))
    message.headers.delete('content-length')
  }
}

/** The bytes of one `<set-body>`, also inside send-request and return-response. */
export function bodyContent(call: Call, element: Element): Uint8Array {
  return new TextEncoder().encode(element.verbatim(call))
}
