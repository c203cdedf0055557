import { functions } from './functions.ts'
import { type Expression, parseExpression } from './parse-expression.ts'
import type { Lambda, Scope } from './scope.ts'

/** A value of a template with all its expressions replaced by what they give. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') {
    const expression = parseExpression(value)
    return expression ? compute(expression, scope, {}) : value.replace(/^\[\[/, '[')
  }
  if (Array.isArray(value)) return value.map((one) => evaluate(one, scope))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [evaluate(key, scope), evaluate(one, scope)])
  )
}

/** Lambdas' own variables, by name. */
type Locals = Readonly<Record<string, unknown>>

function compute(expression: Expression, scope: Scope, locals: Locals): unknown {
  if (expression.kind === 'literal') return expression.value
  if (expression.kind === 'property') {
    const of = compute(expression.of, scope, locals)
    const name = compute(expression.name, scope, locals)
    return property(of, name as string | number)
  }
  const { name, arguments: operands } = expression
  if (name === 'if') {
    const [condition, yes, no] = operands as [Expression, Expression, Expression]
    return compute(compute(condition, scope, locals) ? yes : no, scope, locals)
  }
  if (name === 'lambda') return lambda(operands, scope, locals)
  const values = operands.map((operand) => compute(operand, scope, locals))
  if (name === 'lambdaVariables') return locals[values[0] as string]
  const run = functions[name]
  if (!run)
    throw new Error(`The rehearsal does not know the template function ${name}: add it to functions.ts.`)
  return run(scope, ...(values as never[]))
}

function lambda(operands: Expression[], scope: Scope, locals: Locals): Lambda {
  const body = operands.at(-1) as Expression
  const names = operands.slice(0, -1).map((operand) => String(compute(operand, scope, locals)))
  return (...values) =>
    compute(body, scope, {
      ...locals,
      ...Object.fromEntries(names.map((name, index) => [name, values[index]]))
    })
}

/** Names of properties are the same in any case of letters. */
function property(of: unknown, name: string | number): unknown {
  const key =
    typeof of === 'object' && of !== null
      ? Object.keys(of).find((one) => one.toLowerCase() === String(name).toLowerCase())
      : undefined
  if (key === undefined) {
    throw new Error(
      `The template reads "${name}" of ${JSON.stringify(of)?.slice(0, 200)}, which has no such property.`
    )
  }
  return (of as Record<string, unknown>)[key]
}
