import { invalidInput } from '../problems/invalid-input.ts'

/** Writes instants in an IANA time zone, as ISO 8601 with the offset of that moment. */
export function zonedTime(timeZone: string, field: string): (instant: number) => string {
  const format = formatIn(timeZone, field)
  return (instant) => {
    const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]))
    const offset = part.timeZoneName?.replace('GMT', '') || '+00:00'
    return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}${offset}`
  }
}

function formatIn(timeZone: string, field: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'longOffset'
    })
  } catch {
    throw invalidInput(field, 'use an IANA name such as Europe/Lisbon.')
  }
}
