import { type DateTime, type DateTimeOffset, dateTime, dateTimeOffset, TICKS, ticksOf } from './calendar.ts'
import { readDate, type Written } from './read-date.ts'
import { fail } from './value.ts'

interface Found {
  ticks: bigint
  /** Null when the text has no zone. */
  offset: bigint | null
}

const iso =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,7})\d*)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i
/** `DateTime.Parse`. A text with a zone gives local time, which is UTC here. `styles` has the bits of DateTimeStyles. */
export function parseDate(text: string, styles = 0): DateTime {
  const { ticks, offset } = read(text)
  const universal = (styles & 16) !== 0
  if (offset === null) {
    if ((styles & 64) !== 0) return dateTime(ticks, universal ? 'Utc' : 'Local')
    return dateTime(ticks, (styles & 32) !== 0 ? (universal ? 'Utc' : 'Local') : 'Unspecified')
  }
  const isUtc = universal || ((styles & 128) !== 0 && /(Z|GMT)$/i.test(text.trim()))
  return dateTime(ticks - offset, isUtc ? 'Utc' : 'Local')
}

/** `DateTimeOffset.Parse`. */
export function parseOffset(text: string): DateTimeOffset {
  const { ticks, offset } = read(text)
  return dateTimeOffset(ticks, offset ?? 0n)
}

/** `DateTime.ParseExact`, for the specifiers that dates in policies use. */
export function parseExactDate(text: string, format: string): DateTime {
  const standard: Record<string, string> = {
    o: 'yyyy-MM-ddTHH:mm:ss.fffffffK',
    O: 'yyyy-MM-ddTHH:mm:ss.fffffffK',
    s: 'yyyy-MM-ddTHH:mm:ss'
  }
  const names: string[] = []
  const pattern = (standard[format] ?? format).replace(
    /'([^']*)'|yyyy|MM|dd|HH|mm|ss|f+|K|zzz|[^\w]|\w/g,
    (found, quoted?: string) => {
      if (quoted !== undefined) return literally(quoted)
      const shapes: Record<string, string> = {
        yyyy: '(\\d{4})',
        MM: '(\\d{2})',
        dd: '(\\d{2})',
        HH: '(\\d{2})',
        mm: '(\\d{2})',
        ss: '(\\d{2})',
        K: '(Z|[+-]\\d{2}:\\d{2}|)',
        zzz: '([+-]\\d{2}:\\d{2})'
      }
      const shape = found.startsWith('f') ? `(\\d{${found.length}})` : shapes[found]
      if (shape === undefined) return literally(found)
      names.push(found.startsWith('f') ? 'f' : found)
      return shape
    }
  )
  const match = new RegExp(`^${pattern}$`).exec(text)
  if (match === null) return unreadable()
  const part = (name: string) => match[names.indexOf(name) + 1]
  const get = (name: string, otherwise: number) => (names.includes(name) ? Number(part(name)) : otherwise)
  const ticks =
    checked(get('yyyy', 1), get('MM', 1), get('dd', 1), get('HH', 0), get('mm', 0), get('ss', 0)) +
    fractionOf(names.includes('f') ? part('f') : undefined)
  const zone = names.includes('K') ? part('K') : names.includes('zzz') ? part('zzz') : undefined
  if (zone === undefined || zone === '') return dateTime(ticks)
  return dateTime(ticks - offsetOf(zone), format.toLowerCase() === 'o' && zone === 'Z' ? 'Utc' : 'Local')
}

function read(text: string): Found {
  const trimmed = text.trim()
  const byIso = iso.exec(trimmed)
  if (byIso !== null) {
    const [, y, mo, d, h, mi, s, fraction, zone] = byIso
    return found([y, mo, d, h, mi, s], fraction, zone)
  }
  const written = readDate(trimmed)
  if (written === null) return unreadable()
  return completed(written)
}

// Completes the date. A text with only a time means today, one without a year this year, and one without a day the first.
function completed({ year, month, day, hour, minute, second, fraction, zone, dayOfWeek }: Written): Found {
  const today = new Date()
  const isTime = month === undefined
  const [y, mo, d] = isTime
    ? [today.getUTCFullYear(), today.getUTCMonth() + 1, today.getUTCDate()]
    : [year ?? today.getUTCFullYear(), month, day ?? 1]
  const read = found(
    [y, mo, d, hour, minute, second].map((each) => String(each ?? 0)),
    fraction,
    zone
  )
  if (dayOfWeek !== undefined && !isTime && new Date(Date.UTC(y, mo - 1, d)).getUTCDay() !== dayOfWeek)
    fail(
      'FormatException',
      'String was not recognized as a valid DateTime because the day of week was incorrect.'
    )
  return read
}

function found(parts: (string | undefined)[], fraction: string | undefined, zone: string | undefined): Found {
  const [year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((each) =>
    Number(each ?? 0)
  )
  return {
    ticks: checked(year, month, day, hour, minute, second) + fractionOf(fraction),
    offset: zone === undefined ? null : offsetOf(zone)
  }
}

function checked(...parts: [number, number, number, number, number, number]): bigint {
  try {
    return ticksOf(...parts)
  } catch {
    return fail('FormatException', 'String was not recognized as a valid DateTime.')
  }
}

function fractionOf(fraction: string | undefined): bigint {
  return fraction === undefined ? 0n : BigInt(fraction.padEnd(7, '0'))
}

function offsetOf(zone: string): bigint {
  if (/^(z|gmt)$/i.test(zone)) return 0n
  const [hours = '0', rest = '0'] = zone.replace(/[+-]/, '').match(/^\d{1,2}(?=:|\d{2}$|$)|\d{2}$/g) ?? []
  const minutes = BigInt(Number(hours) * 60 + Number(rest))
  return (zone.startsWith('-') ? -minutes : minutes) * TICKS.minute
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
const unreadable = (): never => fail('FormatException', 'String was not recognized as a valid DateTime.')
