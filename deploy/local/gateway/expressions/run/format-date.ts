import { type DateTime, type DateTimeOffset, partsOf, TICKS, type TimeSpan } from './calendar.ts'
import { fail } from './value.ts'

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December'
]

const standards: Record<string, string> = {
  d: 'MM/dd/yyyy',
  D: 'dddd, dd MMMM yyyy',
  f: 'dddd, dd MMMM yyyy HH:mm',
  F: 'dddd, dd MMMM yyyy HH:mm:ss',
  g: 'MM/dd/yyyy HH:mm',
  G: 'MM/dd/yyyy HH:mm:ss',
  m: 'MMMM dd',
  M: 'MMMM dd',
  o: 'yyyy-MM-ddTHH:mm:ss.fffffffK',
  O: 'yyyy-MM-ddTHH:mm:ss.fffffffK',
  r: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  R: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  s: 'yyyy-MM-ddTHH:mm:ss',
  t: 'HH:mm',
  T: 'HH:mm:ss',
  u: "yyyy-MM-dd HH:mm:ss'Z'",
  U: 'dddd, dd MMMM yyyy HH:mm:ss',
  y: 'yyyy MMMM',
  Y: 'yyyy MMMM'
}

/** Writes a date in a standard or custom format of the invariant culture. Throws FormatException. */
export function formatDate(value: DateTime | DateTimeOffset, format: string | null): string {
  const isOffset = 'offset' in value
  const wanted = format === null || format === '' ? (isOffset ? 'MM/dd/yyyy HH:mm:ss zzz' : 'G') : format
  const pattern = wanted.length === 1 ? standards[wanted] : wanted
  if (pattern === undefined) return fail('FormatException', 'Input string was not in a correct format.')
  const inUtc = isOffset && ['r', 'R', 'u'].includes(wanted)
  return written(value, inUtc ? value.ticks - value.offset : value.ticks, pattern)
}

function written(value: DateTime | DateTimeOffset, ticks: bigint, pattern: string): string {
  const at = partsOf(ticks)
  const two = (number: number) => String(number).padStart(2, '0')
  const hour12 = at.hour % 12 === 0 ? 12 : at.hour % 12
  const fraction = String(at.fraction).padStart(7, '0')
  const pieces =
    /\\(.)|'([^']*)'|"([^"]*)"|%(?=.)|d{1,}|M{1,}|y{1,}|h{1,}|H{1,}|m{1,}|s{1,}|f{1,7}|F{1,7}|\.F{1,7}|t{1,}|K|z{1,}|g{1,}/g
  return pattern.replace(pieces, (found, escaped?: string, single?: string, double?: string) => {
    const literal = escaped ?? single ?? double
    if (literal !== undefined) return literal
    const length = found.length
    switch (found[0]) {
      case '%':
        return ''
      case 'd':
        return length === 1
          ? String(at.day)
          : length === 2
            ? two(at.day)
            : name(days, at.dayOfWeek, length === 3)
      case 'M':
        return length === 1
          ? String(at.month)
          : length === 2
            ? two(at.month)
            : name(months, at.month - 1, length === 3)
      case 'y':
        return length <= 2
          ? String(at.year % 100).padStart(length, '0')
          : String(at.year).padStart(length, '0')
      case 'H':
        return length === 1 ? String(at.hour) : two(at.hour)
      case 'h':
        return length === 1 ? String(hour12) : two(hour12)
      case 'm':
        return length === 1 ? String(at.minute) : two(at.minute)
      case 's':
        return length === 1 ? String(at.second) : two(at.second)
      case 'f':
        return fraction.slice(0, length)
      case 'F':
        return fraction.slice(0, length).replace(/0+$/, '')
      case '.': {
        const shown = fraction.slice(0, length - 1).replace(/0+$/, '')
        return shown === '' ? '' : `.${shown}`
      }
      case 't':
        return (at.hour < 12 ? 'AM' : 'PM').slice(0, length)
      case 'g':
        return 'A.D.'
      default:
        return zone(value, found)
    }
  })
}

function zone(value: DateTime | DateTimeOffset, specifier: string): string {
  if ('kind' in value && specifier === 'K' && value.kind !== 'Local') return value.kind === 'Utc' ? 'Z' : ''
  const offset = 'offset' in value ? value.offset / TICKS.minute : 0n
  const size = offset < 0n ? -offset : offset
  const hours = String(size / 60n)
  const sign = offset < 0n ? '-' : '+'
  if (specifier === 'z') return sign + hours
  if (specifier === 'zz') return sign + hours.padStart(2, '0')
  return `${sign}${hours.padStart(2, '0')}:${String(size % 60n).padStart(2, '0')}`
}

const name = (names: string[], at: number, isShort: boolean) =>
  isShort ? (names[at] ?? '').slice(0, 3) : (names[at] ?? '')

/** Writes a time span in the format c, t, T, g, G or a custom one. Throws FormatException. */
export function formatSpan({ ticks }: TimeSpan, format: string | null): string {
  const size = ticks < 0n ? -ticks : ticks
  const part = (unit: bigint, of: bigint) => (size / unit) % of
  const two = (value: bigint) => String(value).padStart(2, '0')
  const [days_, hours, minutes, seconds] = [
    size / TICKS.day,
    part(TICKS.hour, 24n),
    part(TICKS.minute, 60n),
    part(TICKS.second, 60n)
  ]
  const fraction = String(size % TICKS.second).padStart(7, '0')
  const minus = ticks < 0n ? '-' : ''
  if (format === null || ['', 'c', 't', 'T'].includes(format)) {
    const rest = fraction === '0000000' ? '' : `.${fraction}`
    return `${minus}${days_ > 0n ? `${days_}.` : ''}${two(hours)}:${two(minutes)}:${two(seconds)}${rest}`
  }
  if (format === 'g') {
    const rest = fraction === '0000000' ? '' : `.${fraction.replace(/0+$/, '')}`
    return `${minus}${days_ > 0n ? `${days_}:` : ''}${hours}:${two(minutes)}:${two(seconds)}${rest}`
  }
  if (format === 'G') return `${minus}${days_}:${two(hours)}:${two(minutes)}:${two(seconds)}.${fraction}`
  if (format.length === 1) return fail('FormatException', 'Input string was not in a correct format.')
  return format.replace(
    /\\(.)|'([^']*)'|%(?=.)|d+|h+|m+|s+|f+|F+/g,
    (found, escaped?: string, quoted?: string) => {
      const literal = escaped ?? quoted
      if (literal !== undefined) return literal
      const units: Record<string, bigint> = { d: days_, h: hours, m: minutes, s: seconds }
      const unit = units[found[0] ?? '']
      if (unit !== undefined) return String(unit).padStart(found.length, '0')
      if (found[0] === 'f') return fraction.slice(0, found.length)
      return found[0] === 'F' ? fraction.slice(0, found.length).replace(/0+$/, '') : ''
    }
  )
}
