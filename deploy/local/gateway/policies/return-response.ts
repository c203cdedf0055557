import { heldBody } from '../call/body.ts'
import { answer, respond } from '../call/call.ts'
import { sections } from '../call/section.ts'
import type { Response } from '../expressions/index.ts'
import type { Policy } from '../pipeline/policy.ts'
import { literal } from '../pipeline/schema.ts'
import { bodyContent, bodyProblem, setBody } from './set-body.ts'
import { applyHeader, setHeader } from './set-header.ts'
import { applyStatus, setStatus } from './set-status.ts'

export const returnResponse: Policy = {
  name: 'return-response',
  sections,
  schema: {
    attributes: { 'response-variable-name': literal },
    children: {
      'set-status': { schema: setStatus.schema, max: 1 },
      'set-header': { schema: setHeader.schema },
      'set-body': { schema: setBody.schema, max: 1 }
    }
  },
  check: (element) => bodyProblem(element.first('set-body')),
  async run(call, element) {
    const made = kept(call.variables.get(element.text(call, 'response-variable-name')))
    for (const status of element.all('set-status')) applyStatus(call, status, made)
    for (const header of element.all('set-header')) applyHeader(call, header, made.headers)
    for (const body of element.all('set-body')) {
      // A Liquid template has no body here, because the pipeline has ended (set-body reference).
      made.body = heldBody(await bodyContent(call, body))
      made.headers.delete('content-length')
    }
    respond(call, made)
    call.ended = true
    call.record.decide(`${made.status} returned`)
  }
}

// Starts from the response in the variable, such as that of a send-request, or from an empty 200.
function kept(variable: unknown) {
  if (!isResponse(variable)) return answer(200)
  const { StatusCode, StatusReason, Headers, Body } = variable
  return { ...answer(StatusCode, Body?.content ?? null, new Map(Headers)), reason: StatusReason }
}

function isResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && 'StatusCode' in value && 'Headers' in value
}
