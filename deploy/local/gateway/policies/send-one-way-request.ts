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
    // The call does not wait for the answer and does not fail with it. The record of the call shows both.
    send(call, { ...request, detached: true }).then(
      ({ body }) => body.discard(),
      () => {}
    )
  }
}
