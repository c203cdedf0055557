import { sections } from '../call/section.ts'
import type { Policy } from '../pipeline/policy.ts'
import { literal, requiredLiteral, text } from '../pipeline/schema.ts'

/** Nothing leaves the machine: the message goes into the record of the call. */
export const logToEventhub: Policy = {
  name: 'log-to-eventhub',
  sections,
  schema: {
    attributes: { 'logger-id': requiredLiteral, 'partition-id': literal, 'partition-key': text },
    text
  },
  check: (element) =>
    element.has('partition-id') && element.has('partition-key')
      ? '<log-to-eventhub> takes partition-id or partition-key, not both'
      : undefined,
  run(call, element) {
    const partition = element.text(call, 'partition-id', element.text(call, 'partition-key'))
    const to = [element.text(call, 'logger-id'), partition].filter((part) => part !== '').join(', partition ')
    call.record.decide(`recorded, not sent to ${to}: ${element.content(call)}`)
  }
}
