import { sections } from '../call/section.ts'
import type { Policy } from '../pipeline/policy.ts'
import { required, requiredLiteral } from '../pipeline/schema.ts'

export const setVariable: Policy = {
  name: 'set-variable',
  sections,
  schema: { attributes: { name: requiredLiteral, value: required } },
  run(call, element) {
    const name = element.text(call, 'name')
    const value = element.value(call, 'value')
    call.variables.set(name, value)
    call.record.variable(name, value)
  }
}
