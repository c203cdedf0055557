import { type Answer, answer, type Call, respond } from '../call/call.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { text } from '../pipeline/schema.ts'

export const setStatus: Policy = {
  name: 'set-status',
  sections: ['backend', 'outbound', 'on-error'],
  schema: { attributes: { code: { type: 'int', min: 100, max: 999, required: true }, reason: text } },
  run(call, element) {
    if (!call.response) respond(call, answer(200))
    if (call.response) applyStatus(call, element, call.response)
  }
}

export function applyStatus(call: Call, element: Element, response: Answer): void {
  response.status = element.number(call, 'code')
  response.reason = element.text(call, 'reason', '').replace(/[^\x20-\x7e]/g, ' ')
}
