import type { Node } from 'web-tree-sitter'
import { nameOfKeyword } from '../model/keywords.ts'
import {
  isDelegate,
  isEnum,
  isNull,
  isNullable,
  isPrimitiveLike,
  isReference,
  nullable,
  show
} from '../model/relation.ts'
import { construct, findDefinition, type Type, type } from '../model/type.ts'
import { convertNumber } from '../run/arithmetic.ts'
import { box, raw } from '../run/value.ts'
import { zero } from '../run/zero.ts'
import type { Bound, Value } from './bound.ts'
import { convertTo, explicit, isInstanceOf } from './conversion.ts'
import { bind, field, finished, parts, value } from './expression.ts'
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
    if (rank.text.includes(','))
      scope.unit.refuse(node, 'Only one-dimensional arrays are supported', 'Use an array of arrays')
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
    scope.unit.refuse(node, 'dynamic is not allowed', 'Name the type, or cast from object')
  return known(node, nameOfKeyword(node.text), scope)
}

/** `List<int>`, by the name and the types in the brackets. */
export function constructGeneric(node: Node, scope: Scope, path = ''): Type {
  const [name, list] = parts(node)
  const args = list === undefined ? [] : parts(list).map((each) => typeName(each, scope))
  const definition = findDefinition(`${path}${name?.text}`, args.length)
  if (definition === undefined)
    scope.unit.refuse(node, `${node.text} is not an allowed type`, 'See the list of allowed types')
  return construct(definition, args)
}

/** The type of a tuple with these elements. */
export function tupleType(types: Type[], names: (string | null)[]): Type {
  return construct(type('System.ValueTuple').definition, types, names)
}

function known(node: Node, name: string, scope: Scope): Type {
  const definition = findDefinition(name)
  if (definition === undefined || definition.name === 'System.ValueTuple') {
    return scope.unit.refuse(node, `${name} is not an allowed type`, 'See the list of allowed types')
  }
  return construct(definition)
}

/** `(T)a`. */
export function cast(node: Node, scope: Scope): Bound {
  const to = typeName(field(node, 'type', scope), scope)
  const from = finished(bind(field(node, 'value', scope), scope))
  const implicitly = from.kind === 'value' ? null : convertTo(from, to)
  if (implicitly !== null) return implicitly
  if (from.kind !== 'value')
    return scope.unit.refuse(node, `A ${from.kind} does not convert to ${show(to)}`, behindCast)
  const convert = from.elements === undefined ? explicit(from.type, to, scope.isChecked) : null
  if (convert === null) {
    const converted = convertTo(from, to)
    return (
      converted ??
      scope.unit.refuse(node, `No cast from ${show(from.type)} to ${show(to)} exists`, 'Use Convert or Parse')
    )
  }
  const { run, constant } = from
  const result: Value = { kind: 'value', type: to, run: (frame) => convert(run(frame)) }
  const isConstant = (typeof constant === 'number' || typeof constant === 'bigint') && isPrimitiveLike(to)
  if (!isConstant) return constant === null ? { ...result, constant } : result
  if (!scope.isUnchecked && constantOverflows(from.type, to, constant)) {
    scope.unit.refuse(node, `The constant ${constant} does not fit ${show(to)}`, 'Wrap it in unchecked(…)')
  }
  const exact = convertNumber(stored(from.type), stored(to), false)(constant)
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
  return test(from, to, null)
}

const names = ['identifier', 'generic_name', 'qualified_name', 'member_access_expression']

/** `a is T x` and `a is null`. */
export function isPattern(node: Node, scope: Scope): Bound {
  const from = value(field(node, 'expression', scope), scope)
  const pattern = field(node, 'pattern', scope)
  const [content] = parts(pattern)
  if (pattern.type === 'constant_pattern' && content !== undefined && names.includes(content.type)) {
    const named = bind(content, scope)
    if (named.kind === 'type') return test(from, named.type, null)
  }
  if (pattern.type !== 'declaration_pattern') {
    const hint = pattern.text === 'null' ? 'Write == null' : 'Write `is T name`, or == for a value'
    return scope.unit.refuse(pattern, `The pattern ${pattern.text} is not supported`, hint)
  }
  const to = typeName(field(pattern, 'type', scope), scope)
  const name = pattern.childForFieldName('name')
  return test(from, to, name === null ? null : scope.declare(name, name.text, to).set)
}

function test(
  from: Value,
  to: Type,
  keep: ((frame: Parameters<Value['run']>[0], found: unknown) => void) | null
): Value {
  const run: Value['run'] = (frame) => {
    const object = box(from.run(frame), from.type)
    const matches = isInstanceOf(object, to)
    if (matches) keep?.(frame, isReference(to) ? object : raw(object))
    return matches
  }
  return { kind: 'value', type: type('System.Boolean'), run }
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

const stored = (of: Type) => (isEnum(of) ? 'Int32' : of.definition.shortName)

function constantOverflows(from: Type, to: Type, constant: number | bigint): boolean {
  const name = stored(to)
  if (name === 'Double' || name === 'Single' || name === 'Decimal') return false
  try {
    convertNumber(stored(from), stored(to), true)(constant)
    return false
  } catch {
    return true
  }
}

// The grammar takes the type argument of a generic call behind a cast to `T?` for a comparison.
const behindCast = 'Put the call behind the cast in parentheses, as in (int?)(x.M<T>())["k"]'
