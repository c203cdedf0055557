import { type DateTime, type DateTimeOffset, dateTime, dateTimeOffset, TICKS, ticksOf } from './calendar.ts'
import { fail } from './value.ts'

interface Found {
  ticks: bigint
  /** Null when the text names no zone. */
  offset: bigint | null
}

const iso =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,7})\d*)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i
const slashes =
  /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?( ?[AP]M)?)?\s*(Z|[+-]\d{2}:\d{2})?$/i
const rfc1123 =
  /^(?:\w{3}, )?(\d{1,2}) (\w{3,9}) (\d{4})(?: (\d{2}):(\d{2})(?::(\d{2}))?)?(?: (GMT|Z|[+-]\d{2}:?\d{2}))?$/i
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** `DateTime.Parse`: a zone makes it local time, which is UTC here; styles are DateTimeStyles. */
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

/** `DateTime.ParseExact` over the specifiers that dates in policies use. */
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
  const bySlashes = slashes.exec(trimmed)
  if (bySlashes !== null) {
    const [, mo, d, y, h, mi, s, fraction, half, zone] = bySlashes
    const hour = half === undefined ? h : String((Number(h) % 12) + (/p/i.test(half) ? 12 : 0))
    return found([y, mo, d, hour, mi, s], fraction, zone)
  }
  const byName = rfc1123.exec(trimmed)
  const month = months.indexOf((byName?.[2] ?? '').slice(0, 3).toLowerCase()) + 1
  if (byName === null || month === 0) return unreadable()
  const [, d, , y, h, mi, s, zone] = byName
  return found([y, String(month), d, h, mi, s], undefined, zone === 'GMT' ? 'Z' : zone)
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
  if (/^z$/i.test(zone)) return 0n
  const digits = zone.replace(/[^\d]/g, '')
  const minutes = BigInt(Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4)))
  return (zone.startsWith('-') ? -minutes : minutes) * TICKS.minute
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
const unreadable = (): never => fail('FormatException', 'String was not recognized as a valid DateTime.')
