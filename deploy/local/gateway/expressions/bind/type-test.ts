import type { Node } from 'web-tree-sitter'
import { nameOfKeyword } from '../model/keywords.ts'
import {
  isDelegate,
  isEnum,
  isNull,
  isNullable,
  isPrimitiveLike,
  isReference,
  named,
  nullable,
  show
} from '../model/relation.ts'
import { construct, findDefinition, type Type, type } from '../model/type.ts'
import { isUnlistedType } from '../model/unlisted.ts'
import { convertNumber } from '../run/arithmetic.ts'
import { box, raw } from '../run/value.ts'
import { zero } from '../run/zero.ts'
import { unsupported, unsupportedType } from '../unsupported.ts'
import { type Bound, isLiteral, type Value } from './bound.ts'
import { convertTo, explicit, isInstanceOf } from './conversion.ts'
import { bind, described, field, finished, parts, value } from './expression.ts'
import { pass } from './overload.ts'
import { pattern } from './pattern.ts'
import type { Scope } from './scope.ts'

/** The type that a node names. */
export function typeName(node: Node, scope: Scope): Type {
  if (node.type === 'nullable_type') {
    const inner = typeName(field(node, 'type', scope), scope)
    if (isReference(inner)) scope.unit.refuse(node, `${show(inner)}? is C# 8`, `Write ${show(inner)}`)
    return nullable(inner)
  }
  if (node.type === 'array_type') {
    const rank = field(node, 'rank', scope)
    if (rank.text.includes(',')) scope.unit.refuse(node, unsupported.arrays, 'Use an array of arrays')
    return type('System.Array', typeName(field(node, 'type', scope), scope))
  }
  if (node.type === 'tuple_type') {
    const elements = parts(node)
    const types = elements.map((each) => typeName(field(each, 'type', scope), scope))
    return tupleType(
      types,
      elements.map((each) => each.childForFieldName('name')?.text ?? null)
    )
  }
  if (node.type === 'generic_name') return constructGeneric(node, scope)
  if (node.type === 'qualified_name') {
    const last = field(node, 'name', scope)
    const path = node.childForFieldName('qualifier')?.text.replaceAll(/\s/g, '') ?? ''
    return last.type === 'generic_name'
      ? constructGeneric(last, scope, `${path}.`)
      : known(node, `${path}.${last.text}`, scope)
  }
  if (node.text === 'dynamic')
    scope.unit.refuse(node, unsupported.dynamic, 'Name the type, as in JObject, or cast from object')
  return known(node, nameOfKeyword(node.text), scope)
}

/** The type of `List<int>`, from its name and the types in the brackets. */
export function constructGeneric(node: Node, scope: Scope, path = ''): Type {
  const [name, list] = parts(node)
  const args = list === undefined ? [] : parts(list).map((each) => typeName(each, scope))
  const definition = findDefinition(`${path}${name?.text}`, args.length)
  if (definition === undefined || isUnlistedType(definition.name)) return notAllowed(node, node.text, scope)
  return construct(definition, args)
}

/** The type of a tuple with these elements. */
export function tupleType(types: Type[], names: (string | null)[]): Type {
  return construct(type('System.ValueTuple').definition, types, names)
}

/** The type with that name. Refuses a type that is not allowed, and one that this interpreter does not support. */
export function known(node: Node, name: string, scope: Scope): Type {
  const definition = findDefinition(name)
  const isHidden = definition === undefined || definition.name === 'System.ValueTuple'
  if (isHidden || isUnlistedType(definition.name)) return notAllowed(node, name, scope)
  return construct(definition)
}

function notAllowed(node: Node, name: string, scope: Scope): never {
  const unknown = { problem: `${name} is not an allowed type`, hint: 'Use one of the allowed types' }
  const { problem, hint } = unsupportedType(name) ?? unknown
  return scope.unit.refuse(node, problem, hint)
}

/** `(T)value`, as it is written. */
export function cast(node: Node, scope: Scope): Bound {
  const to = typeName(field(node, 'type', scope), scope)
  return castTo(node, to, bind(field(node, 'value', scope), scope), scope)
}

/** Casts a value that is bound. */
export function castTo(node: Node, to: Type, operand: Bound, scope: Scope): Bound {
  const from = finished(operand)
  const implicitly = from.kind === 'value' ? null : convertTo(from, to)
  if (implicitly !== null) return implicitly
  const group = from.kind === 'methods' ? pass(from, to) : null
  if (group !== null) return group
  if (from.kind !== 'value')
    return scope.unit.refuse(node, `${described(from)} does not convert to ${show(to)}`, 'Cast a value')
  const convert = from.elements === undefined ? explicit(from.type, to, scope.isChecked) : null
  if (convert === null) {
    const converted = convertTo(from, to)
    return (
      converted ??
      scope.unit.refuse(node, `No cast from ${show(from.type)} to ${show(to)} exists`, 'Use Convert or Parse')
    )
  }
  const { run, constant } = from
  const result: Value = {
    kind: 'value',
    type: to,
    run: (frame) => convert(run(frame)),
    literal: () => isLiteral(from)
  }
  const isConstant =
    (typeof constant === 'number' || typeof constant === 'bigint') &&
    (isPrimitiveLike(to) || named(to, 'Decimal'))
  const isText = typeof constant === 'string' && named(to, 'String')
  if (!isConstant) return constant === null || isText ? { ...result, constant } : result
  if (!scope.isUnchecked && constantOverflows(from.type, to, constant)) {
    scope.unit.refuse(node, `The constant ${constant} does not fit ${show(to)}`, 'Wrap it in unchecked(…)')
  }
  // Where overflow is not checked, the compiler turns a real constant that does not fit into zero.
  const isLost = isReal(from.type) && !isReal(to) && constantOverflows(from.type, to, constant)
  const exact = convertNumber(stored(from.type), stored(to), false)(isLost ? 0 : constant)
  return { ...result, constant: exact as number, run: () => exact }
}

/** `a as T`. */
export function asType(node: Node, scope: Scope): Bound {
  const from = value(field(node, 'left', scope), scope)
  const to = typeName(field(node, 'right', scope), scope)
  if (!isReference(to) && !isNullable(to))
    scope.unit.refuse(node, `as needs a reference or nullable type`, `Write ${show(to)}?`)
  return {
    kind: 'value',
    type: to,
    run: (frame) => {
      const object = box(from.run(frame), from.type)
      return isInstanceOf(object, to) ? (isReference(to) ? object : raw(object)) : null
    }
  }
}

/** `a is T`. */
export function isType(node: Node, scope: Scope): Bound {
  const from = value(field(node, 'left', scope), scope)
  const to = typeName(field(node, 'right', scope), scope)
  const run: Value['run'] = (frame) => isInstanceOf(box(from.run(frame), from.type), to)
  return { kind: 'value', type: type('System.Boolean'), run }
}

/** `value is T`, `value is T name`, `value is 5`. */
export function isPattern(node: Node, scope: Scope): Bound {
  const from = value(field(node, 'expression', scope), scope)
  const { matches } = pattern(field(node, 'pattern', scope), from.type, scope, true)
  const { run } = from
  return { kind: 'value', type: type('System.Boolean'), run: (frame) => matches(frame, run(frame)) }
}

/** `default(T)`. */
export function defaultOf(node: Node, scope: Scope): Bound {
  const named = node.childForFieldName('type')
  if (named === null) return scope.unit.refuse(node, 'default needs its type here', 'Write default(T)')
  const of = typeName(named, scope)
  const constant = zero(of)
  const run = () => constant
  const isConstant = isPrimitiveLike(of) && !isNull(of) && !isDelegate(of)
  return isConstant
    ? { kind: 'value', type: of, run, constant: constant as number }
    : { kind: 'value', type: of, run }
}

const isReal = (of: Type) => named(of, 'Double') || named(of, 'Single')
const stored = (of: Type) => (isEnum(of) ? 'Int32' : of.definition.shortName)

function constantOverflows(from: Type, to: Type, constant: number | bigint): boolean {
  const name = stored(to)
  if (name === 'Double' || name === 'Single') return false
  try {
    convertNumber(stored(from), stored(to), true)(constant)
    return false
  } catch {
    return true
  }
}
