import { required, requiredLiteral } from '../load/check-element.ts'
import { type Policy, sections } from '../pipeline/policy.ts'

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
