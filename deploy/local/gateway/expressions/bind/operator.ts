import type { Node } from 'web-tree-sitter'
import { isNull, isNullable, isReference, named, nullable, show, underlying } from '../model/relation.ts'
import { type } from '../model/type.ts'
import { type Decimal, decimal, decimalArithmetic } from '../run/decimal.ts'
import { text } from '../run/format.ts'
import { bounded } from '../run/meter.ts'
import { box } from '../run/value.ts'
import { type Bound, isLiteral, type Value } from './bound.ts'
import { convertTo, implicit } from './conversion.ts'
import { equality, ordering } from './equality.ts'
import { bind, field, finished, literal, only, parts, value, valueAs, wrongType } from './expression.ts'
import { increment } from './increment.ts'
import { commonTypeOf } from './inference.ts'
import { membersOf } from './lookup.ts'
import { arithmeticOf } from './numeric.ts'
import { invocation, resolve } from './overload.ts'
import { type Scope, withOverflow } from './scope.ts'
import { userOperator } from './user-operator.ts'

const bool = () => type('System.Boolean')

/** `a + b` and all other operators between two values. */
export function binary(node: Node, scope: Scope): Bound {
  const operator = field(node, 'operator', scope).text
  const leftNode = field(node, 'left', scope)
  const rightNode = field(node, 'right', scope)
  if (operator === '>>>') scope.unit.refuse(node, '>>> is C# 11', 'Cast to an unsigned type and write >>')
  if (operator === '??') return coalesce(node, leftNode, rightNode, scope)
  if (operator === '&&' || operator === '||') return logical(operator, leftNode, rightNode, scope)
  const [left, right] = [value(leftNode, scope), value(rightNode, scope)]
  return constantBool(combine(operator, left, right, node, scope), left, right)
}

/** Evaluates a bool at compile time when all operands are constants. */
function constantBool(result: Value, ...operands: Value[]): Value {
  const isKnown = named(result.type, 'Boolean') && operands.every(({ constant }) => constant !== undefined)
  if (!isKnown || result.constant !== undefined) return result
  return literal(result.type, result.run({ parent: null, slots: [] }) === true)
}

/** `left operator right`, for a binary expression and for a compound assignment. */
export function combine(operator: string, left: Value, right: Value, node: Node, scope: Scope): Value {
  const user = userOperator(operator, left, right)
  if (user !== null) return user
  if (operator === '==' || operator === '!=') return equality(operator, left, right, node, scope)
  if (['<', '>', '<=', '>='].includes(operator)) return ordering(operator, left, right, node, scope)
  if (operator === '+' && (named(left.type, 'String') || named(right.type, 'String')))
    return concatenation(left, right)
  if (
    ['&', '|', '^'].includes(operator) &&
    named(underlying(left.type), 'Boolean') &&
    named(underlying(right.type), 'Boolean')
  ) {
    return booleans(operator, left, right)
  }
  return arithmeticOf(operator, left, right, node, scope)
}

/** Joins two objects as text; null is the empty text. */
function concatenation(left: Value, right: Value): Value {
  const [a, b] = [left.run, right.run]
  const run: Value['run'] = (frame) => {
    const whole = text(box(a(frame), left.type)) + text(box(b(frame), right.type))
    bounded(whole.length)
    return whole
  }
  const constant =
    typeof left.constant === 'string' && typeof right.constant === 'string'
      ? left.constant + right.constant
      : null
  return constant === null
    ? { kind: 'value', type: type('System.String'), run }
    : literal(type('System.String'), constant)
}

function logical(operator: string, leftNode: Node, rightNode: Node, scope: Scope): Value {
  const left = valueAs(leftNode, bool(), scope)
  const right = valueAs(rightNode, bool(), scope)
  const run: Value['run'] =
    operator === '&&'
      ? (frame) => left.run(frame) === true && right.run(frame) === true
      : (frame) => left.run(frame) === true || right.run(frame) === true
  return constantBool({ kind: 'value', type: bool(), run }, left, right)
}

function booleans(operator: string, left: Value, right: Value): Value {
  const run: Value['run'] = (frame) => {
    const [a, b] = [left.run(frame), right.run(frame)]
    if (operator === '^') return a === null || b === null ? null : a !== b
    const decisive = operator === '|'
    if (a === decisive || b === decisive) return decisive
    return a === null || b === null ? null : !decisive
  }
  const lifted = isNullable(left.type) || isNullable(right.type)
  return { kind: 'value', type: lifted ? nullable(bool()) : bool(), run }
}

function coalesce(node: Node, leftNode: Node, rightNode: Node, scope: Scope): Value {
  const left = value(leftNode, scope)
  const right = finished(bind(rightNode, scope))
  if (!isReference(left.type) && !isNullable(left.type))
    scope.unit.refuse(node, `${show(left.type)} is never null`, 'Remove ??')
  if (isNull(left.type)) scope.unit.refuse(node, 'null ?? … is always its right side', 'Remove null ??')
  const inner = underlying(left.type)
  for (const to of [inner, left.type]) {
    const converted = convertTo(right, to)
    if (converted !== null)
      return {
        kind: 'value',
        type: to,
        run: (frame) => left.run(frame) ?? converted.run(frame),
        literal: () => isLiteral(left) || isLiteral(converted)
      }
  }
  const widen = right.kind === 'value' ? implicit(inner, right.type) : null
  if (widen === null || right.kind !== 'value')
    return scope.unit.refuse(node, 'The two sides of ?? have no common type', 'Cast one side')
  const run: Value['run'] = (frame) => {
    const found = left.run(frame)
    return found === null ? right.run(frame) : widen(found)
  }
  return { kind: 'value', type: right.type, run }
}

/** `a ? b : c`. */
export function conditional(node: Node, scope: Scope): Bound {
  const condition = valueAs(field(node, 'condition', scope), bool(), scope)
  const branches = ['consequence', 'alternative'].map((name) =>
    finished(bind(field(node, name, scope), scope))
  )
  const common = commonTypeOf(branches)
  const [yes, no] = branches.map((each) => (common === null ? null : convertTo(each, common)))
  if (common === null || yes === null || yes === undefined || no === null || no === undefined) {
    return scope.unit.refuse(
      node,
      'The two sides of ?: have no common type',
      'Cast one side, as in (string)null'
    )
  }
  const chosen: Value = {
    kind: 'value',
    type: common,
    run: (frame) => (condition.run(frame) === true ? yes.run(frame) : no.run(frame)),
    literal: () => isLiteral(yes) || isLiteral(no)
  }
  const constant = condition.constant === true ? yes.constant : no.constant
  const isKnown = [condition, yes, no].every((each) => each.constant !== undefined)
  return isKnown && constant !== undefined ? { ...chosen, constant } : chosen
}

/** `checked(…)` and `unchecked(…)`. */
export function checked(node: Node, scope: Scope): Bound {
  return finished(bind(only(node, scope), withOverflow(scope, node.text.startsWith('checked'))))
}

/** `! - + ~ ++ --` before their operand. */
export function prefix(node: Node, scope: Scope): Bound {
  const operator = node.children[0]?.text ?? ''
  const operandNode = node.childForFieldName('argument') ?? parts(node)[0] ?? only(node, scope)
  if (operator === '!') {
    const given = value(operandNode, scope)
    const of = isNullable(given.type) ? nullable(bool()) : bool()
    const operand = convertTo(given, of) ?? wrongType(operandNode, given, of, scope)
    const run: Value['run'] = (frame) => {
      const found = operand.run(frame)
      return found === null ? null : found !== true
    }
    return constantBool({ kind: 'value', type: of, run }, operand)
  }
  if (operator === '++' || operator === '--') return increment(node, operandNode, operator, true, scope)
  const operand = value(operandNode, scope)
  if (operator === '-') return negated(operand, node, scope)
  if (operator === '+') return arithmeticOf('+', literal(type('System.Int32'), 0), operand, node, scope)
  if (operator === '~') return arithmeticOf('^', operand, literal(type('System.Int32'), -1), node, scope)
  return scope.unit.refuse(
    node,
    `The operator ${operator} is not supported`,
    'Write the expression without it'
  )
}

function negated(operand: Value, node: Node, scope: Scope): Value {
  // 2147483648 is an int, and 9223372036854775808 a long, only after a minus.
  if (operand.constant === 2147483648 && named(operand.type, 'UInt32'))
    return literal(type('System.Int32'), -2147483648)
  if (operand.constant === 2n ** 63n) return literal(type('System.Int64'), -(2n ** 63n))
  if (named(operand.type, 'Decimal')) {
    const { run, constant } = operand
    const negate = (of: unknown) => decimalArithmetic('-', decimal(0n), of as Decimal)
    const result: Value = { kind: 'value', type: operand.type, run: (frame) => negate(run(frame)) }
    return constant === undefined ? result : { ...result, constant: negate(constant) }
  }
  const user = membersOf(operand.type, 'operator -', true).filter(
    ({ member }) => member.parameters.length === 1
  )
  const chosen =
    user.length === 0
      ? 'none'
      : resolve({ kind: 'methods', name: '-', receiver: null, candidates: user, typeArguments: [] }, [
          { name: null, bound: operand }
        ])
  if (typeof chosen !== 'string')
    return { kind: 'value', type: chosen.returns, run: invocation(chosen, null) }
  if (named(operand.type, 'Double') || named(operand.type, 'Single')) {
    const { run, constant } = operand
    const plain: Value = { kind: 'value', type: operand.type, run: (frame) => -(run(frame) as number) }
    return typeof constant === 'number' ? { ...plain, constant: -constant } : plain
  }
  return arithmeticOf('-', literal(type('System.Int32'), 0), operand, node, scope)
}
