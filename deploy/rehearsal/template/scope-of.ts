import { evaluate } from './evaluate.ts'
import type { Cloud, Scope } from './scope.ts'
import type { Template } from './template.ts'

/** The parameters, variables and resources that the expressions of one template read. */
export function scopeOf(
  template: Template,
  cloud: Cloud,
  given: (parameter: string) => unknown,
  reference: (template: Template, scope: Scope, resource: string) => unknown
): Scope {
  const scope: Scope = {
    ...cloud,
    deployment: 'main',
    parameter(name) {
      const value = given(name)
      return value === undefined ? evaluate(template.parameters?.[name]?.defaultValue, scope) : value
    },
    variable: (name) => loop(name) ?? evaluate(template.variables?.[name], scope),
    reference: (resource) => reference(template, scope, resource)
  }
  return scope

  /** A variable that is written with `for`. */
  function loop(variable: string): unknown[] | undefined {
    const copy = template.variables?.copy?.find(({ name }) => name === variable)
    if (!copy) return undefined
    const count = evaluate(copy.count, scope) as number
    return Array.from({ length: count }, (_, index) =>
      evaluate(copy.input, { ...scope, copyIndex: () => index })
    )
  }
}
