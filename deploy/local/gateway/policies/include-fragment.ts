import { requiredLiteral } from '../load/check-element.ts'
import { type Policy, sections } from '../pipeline/policy.ts'
import { runSteps } from '../pipeline/run-steps.ts'

/** The loader compiles the fragment's policies into the element's steps. */
export const includeFragment: Policy = {
  name: 'include-fragment',
  sections,
  schema: { attributes: { 'fragment-id': requiredLiteral } },
  run(call, element) {
    call.record.decide(element.text(call, 'fragment-id'))
    return runSteps(call, element.steps)
  }
}
