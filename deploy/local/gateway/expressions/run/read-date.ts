/** The parts of a date that a text has; the others are undefined. */
export interface Written {
  year?: number
  month?: number
  day?: number
  hour?: number
  minute?: number
  second?: number
  fraction?: string
  zone?: string
  /** 0 is Sunday. */
  dayOfWeek?: number
}

const months = 'january february march april may june july august september october november december'.split(
  ' '
)
const days = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ')
const clock =
  /(?:^|[\sT])(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,7})\d*)?)?\s*(AM|PM|A|P)?|\s*(AM|PM|A|P))(?:\s*(Z|GMT|[+-]\d{1,2}(?::?\d{2})?))?$/i

/** Reads a date, a time or both, in the invariant culture. Null when the text has neither. */
export function readDate(text: string): Written | null {
  const time = clock.exec(text)
  const found: Written = {}
  if (time !== null && !takeTime(time, found)) return null
  const rest = text.slice(0, time?.index ?? text.length).trim()
  if (rest === '') return time === null ? null : found
  return takeDate(withoutWeekday(rest, found), found) ? found : null
}

function takeTime(match: RegExpExecArray, found: Written): boolean {
  const [, hour, minute, second, fraction, half, lone, zone] = match
  const mark = (half ?? lone)?.[0]?.toLowerCase()
  const written = Number(hour)
  if (mark === 'a' && written > 12) return false
  found.hour = mark === undefined || written > 12 ? written : (written % 12) + (mark === 'p' ? 12 : 0)
  found.minute = Number(minute ?? 0)
  found.second = Number(second ?? 0)
  if (fraction !== undefined) found.fraction = fraction
  if (zone !== undefined) found.zone = zone
  return true
}

function withoutWeekday(text: string, found: Written): string {
  const [whole = '', word = ''] = /^([a-z]+)[,.]?\s+/i.exec(text) ?? []
  const at = named(days, word)
  if (at < 0) return text
  found.dayOfWeek = at
  return text.slice(whole.length)
}

type Part = 'year' | 'month' | 'day'

// The order of the parts in a date of numbers and in one with the name of a month. Three or more digits are always a year.
const shapes: [RegExp, Part[]][] = [
  [/^(\d{3,4})[-/ ](\d{1,2})[-/ ](\d{1,2})$/, ['year', 'month', 'day']],
  [/^(\d{1,2})[-/ ](\d{1,2})[-/ ](\d{1,4})$/, ['month', 'day', 'year']],
  [/^(\d{3,4})[-/](\d{1,2})$/, ['year', 'month']],
  [/^(\d{1,2})[-/](\d{3,4})$/, ['month', 'year']],
  [/^(\d{1,2})[-/](\d{1,2})$/, ['month', 'day']],
  [/^([a-z]+)\.?[ -](\d{1,2})(?:, ?| |-)(\d{1,4})$/i, ['month', 'day', 'year']],
  [/^(\d{1,2})(?:, ?| |-)([a-z]+)\.?(?:, ?| |-)(\d{1,4})$/i, ['day', 'month', 'year']],
  [/^(\d{3,4})(?:, ?| |-)([a-z]+)\.?(?:, ?| |-)(\d{1,2})$/i, ['year', 'month', 'day']],
  [/^([a-z]+)\.?(?:, ?| |-)(\d{3,4})$/i, ['month', 'year']],
  [/^(\d{3,4})(?:, ?| |-)([a-z]+)$/i, ['year', 'month']],
  [/^([a-z]+)\.?[ -](\d{1,2})$/i, ['month', 'day']],
  [/^(\d{1,2})[ -]([a-z]+)$/i, ['day', 'month']]
]

function takeDate(text: string, found: Written): boolean {
  const date = text.replace(/[,T]$/, '')
  for (const [shape, names] of shapes) {
    const match = shape.exec(date)
    if (match === null) continue
    for (const [at, name] of names.entries()) {
      const value = numberOf(name, match[at + 1] ?? '')
      if (value === null) return false
      found[name] = value
    }
    return true
  }
  return false
}

function numberOf(part: Part, written: string): number | null {
  if (/^[a-z]/i.test(written)) {
    const at = named(months, written)
    return at < 0 ? null : at + 1
  }
  const value = Number(written)
  if (part !== 'year' || written.length > 2) return value
  // Two digits mean a year up to 2029, as in .NET Framework.
  return value < 30 ? 2000 + value : 1900 + value
}

/** A full name, or its first three letters. */
function named(names: string[], word: string): number {
  const wanted = word.toLowerCase()
  return names.findIndex((each) => wanted === each || (wanted.length === 3 && each.startsWith(wanted)))
}
