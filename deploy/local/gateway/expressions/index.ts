import type { Run } from './bind/bound.ts'
import { bind, finished, noValue } from './bind/expression.ts'
import { bodiesRead } from './bind/reads.ts'
import type { Scope } from './bind/scope.ts'
import { rootScope, unitFor } from './bind/scope.ts'
import { block, returned } from './bind/statement.ts'
import { ExpressionError, type Place } from './errors.ts'
import type { ExpressionContext } from './expression-context.ts'
import { checkAssigned } from './flow/statement.ts'
import { type Parsed, parse } from './grammar.ts'
import { isVoid } from './model/relation.ts'
import { type } from './model/type.ts'
import { metered } from './run/meter.ts'
import { box } from './run/value.ts'
import './types/index.ts'

export { CSharpException, ExpressionError, type Place } from './errors.ts'
export type * from './expression-context.ts'
export { loadGrammar } from './grammar.ts'
export type { DateTime } from './run/calendar.ts'
export { text as display } from './run/format.ts'
export { formatDate } from './run/format-date.ts'
export { toHost } from './run/host.ts'
export { parseDate } from './run/parse-date.ts'
export { jwt } from './types/jwt.ts'

/**
 * Returns the C# value of the expression. Put it into `Variables` as it is, or convert it with `toHost` or `display`.
 * Throws CSharpException.
 */
export type Expression = (context: ExpressionContext) => unknown

interface Bodies {
  request: boolean
  response: boolean
  variables: string[]
}

const bodies = new WeakMap<Expression, Bodies>()

/** Compiles one policy expression, whose whole text is `@(…)` or `@{…}`. Throws ExpressionError. */
export function compile(source: string, where: Place): Expression {
  try {
    return compiledOf(source, where)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new ExpressionError(where, 'The expression is nested too deeply', 'Move parts of it into variables')
  }
}

function compiledOf(source: string, where: Place): Expression {
  const parsed = parsedOrRefused(source, where)
  const unit = unitFor(source, where, parsed)
  if (parsed.broken !== null) {
    const { isMissing, text, type: kind } = parsed.broken
    const near = isMissing ? `${kind} is missing` : `${text.slice(0, 40) || 'This'} is not valid C# here`
    unit.refuse(parsed.broken, near, 'Write @(expression), or @{ statements } with a return')
  }
  const scope = rootScope(unit, { type: type('System.Object'), found: [] })
  scope.declare(parsed.root, 'context', type('IContext'))
  const run = parsed.root.type === 'block' ? statements(parsed, scope) : expression(parsed, scope)
  checkAssigned(parsed.root, unit.refuse)
  const compiled: Expression = (context) => metered(() => run({ parent: null, slots: [context] }))
  bodies.set(compiled, bodiesRead(unit.reads, source))
  return compiled
}

/**
 * The bodies that an expression may read. The caller buffers them before it runs the expression. `variables` names the
 * variables that hold a response.
 */
export function readsBody(compiled: Expression): Bodies {
  return bodies.get(compiled) ?? { request: false, response: false, variables: [] }
}

function parsedOrRefused(source: string, where: Place): Parsed {
  const isWhole = /^@[({]/.test(source) && source.endsWith(source[1] === '(' ? ')' : '}')
  const parsed = isWhole ? parse(source) : null
  if (parsed !== null) return parsed
  throw new ExpressionError(
    where,
    'This is not one policy expression',
    'Write @(…) or @{ … } as the whole value, with no text around it'
  )
}

function expression({ root }: Parsed, scope: Scope): Run {
  const result = finished(bind(root, scope))
  if (result.kind === 'throws') return result.run
  if (result.kind !== 'value') return noValue(root, result, scope)
  if (isVoid(result.type)) scope.unit.refuse(root, 'The expression has no value', 'Use @{ …; return …; }')
  const { run, type: of } = result
  return (frame) => box(run(frame), of)
}

function statements({ root }: Parsed, scope: Scope): Run {
  const { run, ends } = block(root, scope)
  if (ends) scope.unit.refuse(root, 'Not every path returns a value', 'Add a return at the end')
  return (frame) => returned(run(frame))
}
