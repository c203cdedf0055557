import type { Type } from '../model/type.ts'
import { text } from './format.ts'
import { bounded } from './meter.ts'
import { iterate } from './sequence.ts'
import { type ArrayValue, box, fail, required, strings } from './value.ts'

// The work behind the members of System.String, which types/string.ts declares.

const char = (code: number) => String.fromCharCode(code)

/** `char.IsWhiteSpace`. */
export const isWhite = (code: number) => white.includes(char(code))

const white = [
  ...'\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'
]

/** `string.Join` over objects. */
export function join(separator: string | null, values: unknown, types: Type[]): string {
  const [of] = types
  return joined(
    [...iterate(required(values, 'values'))].map((each) => text(of === undefined ? each : box(each, of))),
    separator
  )
}

/** Joins texts. A text over the limit throws ExpressionLimitExceeded before it is made. */
export function joined(values: string[], separator: string | null): string {
  const glue = separator ?? ''
  bounded(values.reduce((total, each) => total + each.length + glue.length, 0))
  return values.join(glue)
}

/** `new string(c, count)`. */
export function repeat(value: string, count: number): string {
  if (count < 0) fail('ArgumentOutOfRangeException', "'count' must be non-negative.\nParameter name: count")
  return value.repeat(bounded(count))
}

/** `Substring`. Throws ArgumentOutOfRangeException. */
export function substring(value: string, start: number, length: number): string {
  if (start < 0)
    fail('ArgumentOutOfRangeException', 'StartIndex cannot be less than zero.\nParameter name: startIndex')
  if (start > value.length)
    fail(
      'ArgumentOutOfRangeException',
      'startIndex cannot be larger than length of string.\nParameter name: startIndex'
    )
  if (length < 0)
    fail('ArgumentOutOfRangeException', 'Length cannot be less than zero.\nParameter name: length')
  if (start + length > value.length) {
    fail(
      'ArgumentOutOfRangeException',
      'Index and length must refer to a location within the string.\nParameter name: length'
    )
  }
  return value.slice(start, start + length)
}

/** Returns the index. Throws ArgumentOutOfRangeException when it is outside the text. */
export function within(value: string, start: number): number {
  if (start < 0 || start > value.length)
    fail(
      'ArgumentOutOfRangeException',
      'Index was out of range. Must be non-negative and less than the size of the collection.\nParameter name: startIndex'
    )
  return start
}

/** `Replace`. A null `to` removes the text. Throws for a null or empty `from`. */
export function replace(value: string, from: string | null, to: string | null): string {
  if (required(from, 'oldValue') === '')
    fail('ArgumentException', 'String cannot be of zero length.\nParameter name: oldValue')
  const found = value.replaceAll(from ?? '', () => to ?? '')
  bounded(found.length)
  return found
}

/** Removes the characters of the set from one end or both. Without a set, removes white space. */
export function trim(value: string, set: ArrayValue | null, start: boolean, end: boolean): string {
  const given = (set?.items ?? []) as number[]
  const drops = (code: number) => (given.length === 0 ? isWhite(code) : given.includes(code))
  let [from, to] = [0, value.length]
  while (start && from < to && drops(value.charCodeAt(from))) from++
  while (end && to > from && drops(value.charCodeAt(to - 1))) to--
  return value.slice(from, to)
}

/** The texts to split at. Without a set, these are the white space characters. */
export function separators(set: ArrayValue | null, isChars: boolean): string[] {
  const given =
    set === null
      ? []
      : isChars
        ? (set.items as number[]).map(char)
        : (set.items as string[]).filter((each) => each)
  return given.length > 0 ? given : white
}

/** Splits into at most `count` pieces, of which the last keeps the rest. `options` are those of StringSplitOptions. */
export function split(value: string, by: string[], count: number, options: number): ArrayValue {
  const keep = (piece: string) => options === 0 || piece !== ''
  if (count < -1)
    fail('ArgumentOutOfRangeException', 'Count cannot be less than zero.\nParameter name: count')
  if (count === 0) return strings([])
  const found: string[] = []
  let from = 0
  let at = 0
  while (at < value.length && (count < 0 || found.length < count - 1)) {
    const separator = by.find((each) => value.startsWith(each, at))
    if (separator === undefined) at++
    else {
      const piece = value.slice(from, at)
      if (keep(piece)) found.push(piece)
      at += separator.length
      from = at
    }
  }
  const rest = value.slice(from)
  bounded(value.length)
  return strings(keep(rest) ? [...found, rest] : found)
}
