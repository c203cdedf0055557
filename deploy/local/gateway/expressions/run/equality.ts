import { named } from '../model/relation.ts'
import type { Type } from '../model/type.ts'
import { compareDecimals, type Decimal, decimalText } from './decimal.ts'
import { box, fail, type Instance, isBoxed, isInstance, typeOf } from './value.ts'

/** A JavaScript key that is the same for two values when C#'s `Equals` says they are equal. */
export function keyOf(value: unknown): unknown {
  if (!isInstance(value)) return value ?? null
  if (isBoxed(value)) return `${value.type.key}:${value.boxed}`
  const name = value.type.definition.name
  if (name === 'Newtonsoft.Json.Linq.JValue') return jsonKey((value as Instance & { value: unknown }).value)
  if (name === 'System.Decimal')
    return `decimal:${decimalText(value as unknown as Decimal)
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, '')}`
  if ('offset' in value && 'ticks' in value)
    return `${name}:${(value.ticks as bigint) - (value.offset as bigint)}`
  if ('ticks' in value) return `${name}:${value.ticks}`
  if (value.type.names !== undefined || name === 'System.Tuple')
    return `${named(value.type, 'AnonymousType') ? value.type.key : value.type.definition.name}(${elementsOf(value).map(keyOf).map(String).join('\u0000')})`
  if ('identity' in value) return `${name}:${String(value.identity)}`
  return value
}

// A JValue equals another of the same kind and value, even if the types of their numbers differ.
function jsonKey(value: unknown): string {
  const isNumber = isBoxed(value) && value.type.definition.name !== 'System.Char'
  if (!isNumber) return `json:${typeof value}:${String(keyOf(value))}`
  const isReal = ['Double', 'Single'].includes(value.type.definition.shortName)
  return `json:${isReal ? 'float' : 'integer'}:${value.boxed}`
}

/** `object.Equals(a, b)`. */
export function equals(a: unknown, b: unknown): boolean {
  return keyOf(a) === keyOf(b)
}

/** `Comparer<T>.Default` for values of that type. Null comes first. */
export function comparer(of: Type): (a: unknown, b: unknown) => number {
  return (a, b) => compareObjects(box(a, of), box(b, of))
}

/** The order of two objects by their run-time type. Null comes first. */
export function compareObjects(a: unknown, b: unknown): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (typeof a === 'boolean') return Number(a) - Number(b)
  if (isInstance(a) && isInstance(b)) {
    if ('digits' in a) return compareDecimals(a as unknown as Decimal, b as unknown as Decimal)
    const [x, y] = [ordinal(a), ordinal(b)]
    if (x !== null && y !== null)
      return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number.isNaN(x) ? (Number.isNaN(y) ? 0 : -1) : 1
    if (a.type.names !== undefined) return compareElements(elementsOf(a), elementsOf(b))
  }
  return fail('ArgumentException', 'At least one object must implement IComparable.')
}

/** The order of the invariant culture. Case counts only between equal letters, and lower case comes first. */
export function compareText(a: string, b: string): number {
  return Math.sign(collator.compare(a, b)) || (a === b ? 0 : compareOrdinal(a, b) < 0 ? 1 : -1)
}

/** The difference of the first code units that differ, or of the lengths. */
export function compareOrdinal(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const difference = a.charCodeAt(at) - b.charCodeAt(at)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** `CompareTo(object)`. Null comes first, and another type throws ArgumentException. */
export function compareToObject(of: Type): (value: unknown, other: unknown) => number {
  return (value, other) => {
    if (other !== null && typeOf(other) !== of)
      fail('ArgumentException', `Object must be of type ${of.definition.shortName}.`)
    return compareObjects(box(value, of), other)
  }
}

const collator = new Intl.Collator('en', { caseFirst: 'lower' })

const elementsOf = (value: Instance) => {
  const { items } = value as Instance & { items: unknown[] }
  return items.map((each, at) => box(each, value.type.arguments[at] ?? value.type))
}

function compareElements(a: unknown[], b: unknown[]): number {
  for (let at = 0; at < a.length; at++) {
    const order = compareObjects(a[at], b[at])
    if (order !== 0) return order
  }
  return 0
}

function ordinal(value: Instance): number | bigint | string | null {
  if (isBoxed(value)) return value.boxed
  if ('offset' in value && 'ticks' in value) return (value.ticks as bigint) - (value.offset as bigint)
  if ('ticks' in value) return value.ticks as bigint
  return 'identity' in value ? String(value.identity) : null
}
