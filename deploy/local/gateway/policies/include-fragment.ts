import { sections } from '../call/section.ts'
import type { Policy } from '../pipeline/policy.ts'
import { runSteps } from '../pipeline/run-steps.ts'
import { requiredLiteral } from '../pipeline/schema.ts'

export const includeFragment: Policy = {
  name: 'include-fragment',
  sections,
  fragmentAttribute: 'fragment-id',
  schema: { attributes: { 'fragment-id': requiredLiteral } },
  run(call, element) {
    call.record.decide(element.text(call, 'fragment-id'))
    return runSteps(call, element.steps)
  }
}
