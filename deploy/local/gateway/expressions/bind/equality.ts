import type { Node } from 'web-tree-sitter'
import {
  isA,
  isDelegate,
  isEnum,
  isNull,
  isNullable,
  isNumeric,
  isReference,
  named,
  show,
  underlying
} from '../model/relation.ts'
import { type } from '../model/type.ts'
import { compareNumbers } from '../run/arithmetic.ts'
import { isLiteral, type Value } from './bound.ts'
import { implicit } from './conversion.ts'
import { promote } from './numeric.ts'
import type { Scope } from './scope.ts'

/** `==` and `!=` where no type defines its own: numbers, bool, string, enums, references. */
export function equality(operator: string, left: Value, right: Value, node: Node, scope: Scope): Value {
  const same = sameness(left, right, node, scope)
  const [x, y] = [left.run, right.run]
  const wanted = operator === '=='
  return { kind: 'value', type: type('System.Boolean'), run: (frame) => same(x(frame), y(frame)) === wanted }
}

/** `< > <= >=` on numbers and enums; false where one side is null. */
export function ordering(operator: string, left: Value, right: Value, node: Node, scope: Scope): Value {
  const compare = numbers(left, right)
  if (compare === null) {
    const hint = named(left.type, 'String')
      ? 'Use string.CompareOrdinal'
      : 'Cast both sides to a number first'
    return scope.unit.refuse(
      node,
      `No operator ${operator} for ${show(left.type)} and ${show(right.type)}`,
      hint
    )
  }
  const holds: Record<string, (order: number) => boolean> = {
    '<': (order) => order < 0,
    '>': (order) => order > 0,
    '<=': (order) => order <= 0,
    '>=': (order) => order >= 0
  }
  const test = holds[operator] ?? (() => false)
  const run: Value['run'] = (frame) => {
    const [a, b] = [left.run(frame), right.run(frame)]
    return a !== null && b !== null && test(compare(a, b))
  }
  return { kind: 'value', type: type('System.Boolean'), run }
}

function sameness(left: Value, right: Value, node: Node, scope: Scope): (a: unknown, b: unknown) => boolean {
  const [a, b] = [underlying(left.type), underlying(right.type)]
  if (isNull(a) || isNull(b)) {
    const other = isNull(a) ? right.type : left.type
    if (!isReference(other) && !isNullable(other))
      scope.unit.refuse(node, `${show(other)} is never null`, 'Remove the comparison')
    return identical
  }
  const compare = numbers(left, right)
  if (compare !== null) return (x, y) => (x === null || y === null ? x === y : compare(x, y) === 0)
  if ((named(a, 'Boolean') && named(b, 'Boolean')) || (named(a, 'String') && named(b, 'String')))
    return identical
  const references = isReference(a) && isReference(b) && !isDelegate(a)
  const related =
    isA(a, b) || isA(b, a) || a.definition.kind === 'interface' || b.definition.kind === 'interface'
  if (!references || !related)
    return scope.unit.refuse(
      node,
      `No operator == for ${show(left.type)} and ${show(right.type)}`,
      'Cast one side'
    )
  return sameObject(left, right)
}

// Equal literals are one object. A text made at run time is another object, unless it is empty.
function sameObject(left: Value, right: Value): (a: unknown, b: unknown) => boolean {
  return (x, y) =>
    identical(x, y) && (typeof x !== 'string' || x === '' || isLiteral(left) === isLiteral(right))
}

function numbers(left: Value, right: Value): ((a: unknown, b: unknown) => number) | null {
  const [a, b] = [underlying(left.type), underlying(right.type)]
  if (isEnum(a) && (a === b || right.constant === 0)) return compareNumbers('Int32')
  if (isEnum(b) && left.constant === 0) return compareNumbers('Int32')
  if (!isNumeric(a) || !isNumeric(b)) return null
  const to = promote(left, right)
  if (to === null) return null
  const [toA, toB] = [implicit(a, to, left.constant), implicit(b, to, right.constant)]
  if (toA === null || toB === null) return null
  const compare = compareNumbers(to.definition.shortName)
  return (x, y) => compare(toA(x), toB(y))
}

const identical = (a: unknown, b: unknown) => (a ?? null) === (b ?? null)
