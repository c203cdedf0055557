import { type DateTime, dateTime, fromMilliseconds } from './calendar.ts'
import { parseDate } from './parse-date.ts'

const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,7})?(Z|[+-]\d{2}:\d{2})?$/
const microsoft = /^\/Date\((-?\d+)([+-]\d{4})?\)\/$/

/** Reads a JSON string as a date, as Newtonsoft does. Null when it is plain text. */
export function jsonDate(text: string): DateTime | null {
  const [, milliseconds, zone] = microsoft.exec(text) ?? []
  if (milliseconds === undefined && !iso.test(text)) return null
  try {
    return milliseconds === undefined
      ? parseDate(text, 128)
      : dateTime(fromMilliseconds(Number(milliseconds)), zone === undefined ? 'Utc' : 'Local')
  } catch {
    return null
  }
}
