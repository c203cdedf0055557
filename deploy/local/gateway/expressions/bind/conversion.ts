import {
  ancestors,
  isA,
  isDelegate,
  isEnum,
  isNull,
  isNullable,
  isNumeric,
  isReference,
  isVoid,
  named,
  show,
  underlying
} from '../model/relation.ts'
import { readType } from '../model/signature.ts'
import { argumentMap, substitute, type Type } from '../model/type.ts'
import { convertNumber } from '../run/arithmetic.ts'
import { box, fail, isBoxed, nullReference, raw, typeOf } from '../run/value.ts'
import type { Bound, Value } from './bound.ts'

/** Turns a value of one type into the same value of another. */
export type Convert = (value: unknown) => unknown

const same: Convert = (value) => value

const widenings: Record<string, string[]> = {
  SByte: ['Int16', 'Int32', 'Int64', 'Single', 'Double', 'Decimal'],
  Byte: ['Int16', 'UInt16', 'Int32', 'UInt32', 'Int64', 'UInt64', 'Single', 'Double', 'Decimal'],
  Int16: ['Int32', 'Int64', 'Single', 'Double', 'Decimal'],
  UInt16: ['Int32', 'UInt32', 'Int64', 'UInt64', 'Single', 'Double', 'Decimal'],
  Char: ['UInt16', 'Int32', 'UInt32', 'Int64', 'UInt64', 'Single', 'Double', 'Decimal'],
  Int32: ['Int64', 'Single', 'Double', 'Decimal'],
  UInt32: ['Int64', 'UInt64', 'Single', 'Double', 'Decimal'],
  Int64: ['Single', 'Double', 'Decimal'],
  UInt64: ['Single', 'Double', 'Decimal'],
  Single: ['Double']
}

/** The implicit conversion, or null when C# has none. */
export function implicit(from: Type, to: Type, constant?: Value['constant']): Convert | null {
  if (from === to) return same
  if (isVoid(from) || isVoid(to)) return null
  if (isNull(from)) return isReference(to) || isNullable(to) ? same : null
  if (isNumeric(from) && isNumeric(to)) return numeric(from, to, constant)
  if (isNullable(to)) {
    const inner = implicit(underlying(from), underlying(to), constant)
    return inner === null ? null : isNullable(from) ? lift(inner) : inner
  }
  if (isEnum(to) && constant === 0) return same
  if (isA(from, to)) return isReference(from) ? same : (value) => box(value, from)
  if (isNullable(from) && isReference(to) && isA(underlying(from), to)) return (value) => box(value, from)
  return userDefined('implicit', from, to)
}

/** The conversion that a cast makes, or null when C# has none. */
export function explicit(from: Type, to: Type, isChecked: boolean): Convert | null {
  const simple = implicit(from, to)
  if (simple !== null) return simple
  const [a, b] = [underlying(from), underlying(to)]
  if ((isNumeric(a) || isEnum(a)) && (isNumeric(b) || isEnum(b))) {
    const convert = convertNumber(store(a), store(b), isChecked)
    return isNullable(from) ? (isNullable(to) ? lift(convert) : (value) => convert(present(value))) : convert
  }
  if (isNullable(from) && a === to) return present
  const user = userDefined('explicit', from, to)
  if (user !== null) return user
  if (!isReference(from) && !named(from, 'Object')) return null
  if (!isReference(to)) return ancestors(b).includes(from) ? (value) => unbox(value, to) : null
  if (isA(to, from) || from.definition.kind === 'interface' || to.definition.kind === 'interface') {
    return (value) => (value === null || isInstanceOf(value, to) ? value : invalidCast(value, to))
  }
  return null
}

/** `value is T`; the value is an object. */
export function isInstanceOf(value: unknown, of: Type): boolean {
  if (value === null || value === undefined) return false
  const target = underlying(of)
  return isReference(target)
    ? isA(typeOf(value), target)
    : typeOf(value) === target || isA(typeOf(value), target)
}

/** Unboxes an object as a value of that type. Throws InvalidCastException or NullReferenceException. */
export function unbox(value: unknown, to: Type): unknown {
  if (value === null || value === undefined) return isNullable(to) ? null : nullReference()
  return isInstanceOf(value, to) ? (isBoxed(value) ? value.boxed : raw(value)) : invalidCast(value, to)
}

/** Converts a value implicitly, and gives a lambda its types. Null when C# has no such conversion. */
export function convertTo(value: Bound, to: Type): Value | null {
  if (value.kind === 'throws') return { kind: 'value', type: to, run: value.run }
  if (value.kind === 'lambda') return lambdaTo(value, to)
  if (value.kind === 'methods') return null
  if (value.kind !== 'value') return null
  if (value.elements !== undefined && to.names !== undefined) return tupleTo(value.elements, to)
  const convert = implicit(value.type, to, value.constant)
  if (convert === null) return null
  if (convert === same) return value.type === to ? value : { ...value, type: to }
  const { run, constant } = value
  const converted: Value = { kind: 'value', type: to, run: (frame) => convert(run(frame)) }
  const isKnown = (typeof constant === 'number' || typeof constant === 'bigint') && isNumeric(to)
  return isKnown ? { ...converted, constant: convert(constant) as number } : converted
}

/** Parameter and result types of a delegate type; null for any other. */
export function delegateShape(of: Type): { parameters: Type[]; returns: Type } | null {
  if (!isDelegate(of)) return null
  const invoke = of.definition.members().get('Invoke')?.[0]
  if (invoke === undefined) return null
  const map = argumentMap(of)
  return {
    parameters: invoke.parameters.map((each) => substitute(each.type, map)),
    returns: substitute(invoke.returns, map)
  }
}

function lambdaTo(lambda: Extract<Bound, { kind: 'lambda' }>, to: Type): Value | null {
  const shape = delegateShape(to)
  if (shape === null || shape.parameters.length !== lambda.arity) return null
  if (lambda.explicit.some((each, at) => each !== null && each !== shape.parameters[at])) return null
  const bound = lambda.bind(shape.parameters, shape.returns)
  return { kind: 'value', type: to, run: bound.run }
}

function tupleTo(elements: Value[], to: Type): Value | null {
  if (elements.length !== to.arguments.length) return null
  const converted = elements.map((each, at) => convertTo(each, to.arguments[at] ?? each.type))
  if (converted.some((each) => each === null)) return null
  const runs = converted.map((each) => (each as Value).run)
  return { kind: 'value', type: to, run: (frame) => ({ type: to, items: runs.map((run) => run(frame)) }) }
}

function numeric(from: Type, to: Type, constant: Value['constant']): Convert | null {
  const [a, b] = [from.definition.shortName, to.definition.shortName]
  if (widenings[a]?.includes(b)) return convertNumber(a, b, false)
  if (typeof constant !== 'number' && typeof constant !== 'bigint') return null
  const fits =
    (a === 'Int32' && ['SByte', 'Byte', 'Int16', 'UInt16', 'UInt32', 'UInt64'].includes(b)) ||
    (a === 'Int64' && b === 'UInt64')
  if (!fits) return null
  try {
    convertNumber(a, b, true)(constant)
  } catch {
    return null
  }
  return convertNumber(a, b, false)
}

function userDefined(kind: 'implicit' | 'explicit', from: Type, to: Type): Convert | null {
  const kinds = kind === 'implicit' ? ['implicit'] : ['explicit', 'implicit']
  const found = []
  for (const owner of new Set([...ancestors(underlying(from)), ...ancestors(underlying(to))])) {
    for (const each of kinds.flatMap((name) => owner.definition.members().get(`${name} operator`) ?? [])) {
      const source = each.parameters[0]?.type
      if (source === undefined) continue
      const arrives = source === from || isA(from, source) ? same : implicitStandard(from, source)
      const leaves =
        each.returns === to ? same : kind === 'explicit' ? implicitStandard(each.returns, to) : null
      if (arrives !== null && leaves !== null) {
        const exact = (source === from ? 2 : 0) + (each.returns === to ? 1 : 0)
        found.push({ exact, convert: (value: unknown) => leaves(each.run(arrives(value))) })
      }
    }
  }
  found.sort((a, b) => b.exact - a.exact)
  return found[0]?.convert ?? null
}

function implicitStandard(from: Type, to: Type): Convert | null {
  if (from === to) return same
  if (isNumeric(from) && isNumeric(to)) return numeric(from, to, undefined)
  if (isNullable(to) && underlying(to) === from) return same
  return null
}

const lift =
  (convert: Convert): Convert =>
  (value) =>
    value === null ? null : convert(value)

const store = (of: Type) => (isEnum(of) ? 'Int32' : of.definition.shortName)

function present(value: unknown): unknown {
  if (value === null) fail('InvalidOperationException', 'Nullable object must have a value.')
  return value
}

/** Throws the InvalidCastException of a cast to a type that the object does not have. */
export function invalidCast(value: unknown, to: Type): never {
  return fail(
    'InvalidCastException',
    `Unable to cast object of type '${show(typeOf(value))}' to type '${show(to)}'.`
  )
}

/** A type by its C# text. */
export const cs = (text: string) => readType(text)
