import { ancestors, isEnum } from '../model/relation.ts'
import type { Type } from '../model/type.ts'
import type { DateTime, DateTimeOffset, TimeSpan } from './calendar.ts'
import type { Decimal } from './decimal.ts'
import { formatDate, formatSpan } from './format-date.ts'
import { formatNumber } from './format-number.ts'
import { bounded } from './meter.ts'
import { type Boxed, box, fail, isBoxed, isInstance, typeOf } from './value.ts'

/** An object's `ToString()`. Null is the empty text. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number' || typeof value === 'bigint') return format(box(value, typeOf(value)), null)
  return format(value, null)
}

/** `string.Format("{0:format}", value)`. */
export function format(value: unknown, wanted: string | null): string {
  if (!isInstance(value))
    return typeof value === 'number' ? format(box(value, typeOf(value)), wanted) : hostText(value)
  const of = value.type
  if (isEnum(of)) return enumText(value as Boxed, wanted)
  switch (of.definition.name) {
    case 'System.Char':
      return String.fromCharCode(Number((value as Boxed).boxed))
    case 'System.Decimal':
      return formatNumber(value as unknown as Decimal, wanted)
    case 'System.DateTime':
    case 'System.DateTimeOffset':
      return formatDate(value as unknown as DateTime | DateTimeOffset, wanted)
    case 'System.TimeSpan':
      return formatSpan(value as unknown as TimeSpan, wanted)
  }
  if (isBoxed(value)) return formatNumber(value, wanted)
  if (wanted !== null && 'format' in value && typeof value.format === 'function')
    return String(value.format(wanted))
  const owner = ancestors(of).find((each) => each.definition.text !== null)
  return owner?.definition.text?.(value as never, of) ?? runtimeName(of)
}

/** `string.Format` and `AppendFormat`. Throws FormatException. */
export function composite(pattern: string, args: unknown[]): string {
  let all = ''
  const pieces = /\{\{|\}\}|\{(\d+)\s*(?:,\s*(-?\d+)\s*)?(?::((?:[^{}]|\{\{|\}\})*))?\}|[{}]|[^{}]+/g
  for (const [found, index, width, wanted] of pattern.matchAll(pieces)) {
    if (found === '{{' || found === '}}') all += found[0]
    else if (found === '{' || found === '}')
      fail('FormatException', 'Input string was not in a correct format.')
    else if (index === undefined) all += found
    else {
      if (Number(index) >= args.length) {
        fail(
          'FormatException',
          'Index (zero based) must be greater than or equal to zero and less than the size of the argument list.'
        )
      }
      const shown = format(args[Number(index)] ?? null, wanted ?? null)
      const size = Number(width ?? 0)
      all += size < 0 ? shown.padEnd(bounded(-size)) : shown.padStart(bounded(size))
    }
    bounded(all.length)
  }
  return all
}

/** A type as its `FullName` shows it. */
export function runtimeName(of: Type): string {
  const { name } = of.definition
  if (name === 'System.Array') return `${runtimeName(of.arguments[0] ?? of)}[]`
  return of.arguments.length === 0
    ? name
    : `${name}\`${of.arguments.length}[${of.arguments.map(runtimeName).join(',')}]`
}

function hostText(value: unknown): string {
  return value === null || typeof value === 'string' || typeof value === 'boolean'
    ? text(value)
    : runtimeName(typeOf(value))
}

function enumText(value: Boxed, wanted: string | null): string {
  const number = Number(value.boxed)
  const { values } = value.type.definition
  if (wanted !== null && /^[dx]$/i.test(wanted))
    return wanted.toLowerCase() === 'd' ? String(number) : number.toString(16).toUpperCase().padStart(8, '0')
  const exact = Object.keys(values).find((each) => values[each] === number)
  return exact ?? String(number)
}
