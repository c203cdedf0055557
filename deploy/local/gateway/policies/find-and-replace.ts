import { heldBody } from '../call/body.ts'
import { messageOf } from '../call/message.ts'
import { PolicyError } from '../call/policy-error.ts'
import { sections } from '../call/section.ts'
import type { Policy } from '../pipeline/policy.ts'
import { required } from '../pipeline/schema.ts'

export const findAndReplace: Policy = {
  name: 'find-and-replace',
  sections,
  schema: { attributes: { from: required, to: required } },
  async run(call, element) {
    const message = messageOf(call)
    const from = element.text(call, 'from')
    const to = element.text(call, 'to')
    if (from === '') throw nothingToFind()
    await message.body.read()
    const parts = new TextDecoder().decode(message.body.message?.content).split(from)
    call.record.decide(`${parts.length - 1} replaced`)
    // A body without the text keeps its bytes, whatever its encoding.
    if (parts.length === 1) return
    message.body = heldBody(new TextEncoder().encode(parts.join(to)))
    message.headers.delete('content-length')
  }
}

function nothingToFind() {
  return new PolicyError({
    reason: 'ExpressionValueEvaluationFailure',
    message: 'The text to find is empty. Set the attribute "from".'
  })
}
