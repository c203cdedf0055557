import { sections } from '../call/section.ts'
import { send } from '../call/send.ts'
import type { Policy } from '../pipeline/policy.ts'
import { int } from '../pipeline/schema.ts'
import { ONE_WAY_TIMEOUT_TAKES_EXPRESSIONS } from '../undocumented.ts'
import { requestOf, requestParts, requestProblem } from './send-request.ts'

export const sendOneWayRequest: Policy = {
  name: 'send-one-way-request',
  sections,
  schema: {
    attributes: {
      mode: { type: ['new', 'copy'] },
      timeout: ONE_WAY_TIMEOUT_TAKES_EXPRESSIONS ? int : { ...int, literal: true }
    },
    ...requestParts
  },
  check: requestProblem,
  async run(call, element) {
    const request = await requestOf(call, element)
    // Nobody waits for the answer, and no failure of it is the call's; the record of the call still shows both.
    send(call, { ...request, detached: true }).then(
      ({ body }) => body.discard(),
      () => {}
    )
  }
}
