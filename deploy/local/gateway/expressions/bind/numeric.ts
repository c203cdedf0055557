import type { Node } from 'web-tree-sitter'
import { CSharpException } from '../errors.ts'
import {
  isEnum,
  isIntegral,
  isNull,
  isNullable,
  isNumeric,
  named,
  nullable,
  show,
  underlying
} from '../model/relation.ts'
import { type Type, type } from '../model/type.ts'
import { arithmetic, bitwise, type Numeric } from '../run/arithmetic.ts'
import type { Value } from './bound.ts'
import { implicit } from './conversion.ts'
import type { Scope } from './scope.ts'

/** `+ - * / % & | ^ << >>` on numbers and enums, lifted over null. */
export function arithmeticOf(operator: string, left: Value, right: Value, node: Node, scope: Scope): Value {
  const [a, b] = [underlying(left.type), underlying(right.type)]
  if (isEnum(a) && a === b && ['&', '|', '^'].includes(operator))
    return lifted(a, bitwise(operator, 'Int32'), left, right)
  const isShift = operator === '<<' || operator === '>>'
  const to = isShift ? (isIntegral(b) ? promoted(a, a) : null) : promote(left, right)
  const isBits = ['&', '|', '^', '<<', '>>'].includes(operator)
  if (to === null || !isNumeric(a) || !isNumeric(b) || (isBits && !isIntegral(to))) {
    const hint =
      named(a, 'Object') || named(b, 'Object')
        ? 'Cast the object first, as in (int)…'
        : 'Convert both sides to one type'
    return scope.unit.refuse(
      node,
      `No operator ${operator} for ${show(left.type)} and ${show(right.type)}`,
      hint
    )
  }
  const name = to.definition.shortName as Numeric
  const operate = isBits ? bitwise(operator, name) : arithmetic(operator, name, scope.isChecked)
  const toLeft = implicit(a, to, left.constant)
  const toRight = isShift ? implicit(b, type('System.Int32')) : implicit(b, to, right.constant)
  if (toLeft === null || toRight === null)
    return scope.unit.refuse(
      node,
      `No operator ${operator} for ${show(a)} and ${show(b)}`,
      'Convert both sides to one type'
    )
  const result = lifted(to, (x, y) => operate(toLeft(x), toRight(y)), left, right)
  return folded(result, { operator, name, toLeft, toRight, isBits }, left, right, node, scope)
}

/** The type in which C# computes with two numbers; null when there is none. */
export function promote(left: Value, right: Value): Type | null {
  const [a, b] = [underlying(left.type), underlying(right.type)]
  if (isNull(a) || isNull(b))
    return isNull(a) ? (isNumeric(b) ? promoted(b, b) : null) : isNumeric(a) ? promoted(a, a) : null
  if (!isNumeric(a) || !isNumeric(b)) return null
  for (const [one, other] of [[left, b] as const, [right, a] as const]) {
    const unsigned = named(other, 'UInt32') || named(other, 'UInt64')
    if (
      unsigned &&
      one.constant !== undefined &&
      implicit(underlying(one.type), other, one.constant) !== null
    )
      return other
  }
  return promoted(a, b)
}

function promoted(a: Type, b: Type): Type | null {
  const either = (name: string) => named(a, name) || named(b, name)
  if (either('Decimal')) return either('Double') || either('Single') ? null : type('System.Decimal')
  if (either('Double')) return type('System.Double')
  if (either('Single')) return type('System.Single')
  if (!isNumeric(a) || !isNumeric(b)) return null
  const signed = ['SByte', 'Int16', 'Int32', 'Int64'].some(either)
  if (either('UInt64')) return signed ? null : type('System.UInt64')
  if (either('Int64') || (either('UInt32') && signed)) return type('System.Int64')
  return type(either('UInt32') ? 'System.UInt32' : 'System.Int32')
}

function lifted(of: Type, operate: (a: unknown, b: unknown) => unknown, left: Value, right: Value): Value {
  const [x, y] = [left.run, right.run]
  if (!isNullable(left.type) && !isNullable(right.type)) {
    return { kind: 'value', type: of, run: (frame) => operate(x(frame), y(frame)) }
  }
  const run: Value['run'] = (frame) => {
    const [a, b] = [x(frame), y(frame)]
    return a === null || b === null ? null : operate(a, b)
  }
  return { kind: 'value', type: nullable(of), run }
}

const isDecimal = (constant: Value['constant']) => typeof constant === 'object' && constant !== null

interface Operation {
  operator: string
  name: Numeric
  toLeft: (value: unknown) => unknown
  toRight: (value: unknown) => unknown
  isBits: boolean
}

// The result of two constants is a constant. It must not overflow, except in `unchecked(…)`.
function folded(
  result: Value,
  operation: Operation,
  left: Value,
  right: Value,
  node: Node,
  scope: Scope
): Value {
  const { operator, name, toLeft, toRight, isBits } = operation
  const known = [left.constant, right.constant].every(
    (each) => typeof each === 'number' || typeof each === 'bigint' || isDecimal(each)
  )
  if (!known) {
    const zeroDivisor =
      (operator === '/' || operator === '%') && (right.constant === 0 || right.constant === 0n)
    if (zeroDivisor && !['Double', 'Single'].includes(name))
      scope.unit.refuse(node, 'This divides by a constant zero', 'Use a divisor that is not zero')
    return result
  }
  const operate = isBits ? bitwise(operator, name) : arithmetic(operator, name, !scope.isUnchecked)
  try {
    const constant = operate(toLeft(left.constant), toRight(right.constant)) as number
    return { ...result, constant, run: () => constant }
  } catch (error) {
    if (!(error instanceof CSharpException)) throw error
    return scope.unit.refuse(
      node,
      `The constant ${node.text} ${operator === '/' || operator === '%' ? 'divides by zero' : 'overflows'}`,
      'Wrap it in unchecked(…), or use a wider type'
    )
  }
}
