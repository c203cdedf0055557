import { GraphError } from './graph-error.ts'

/** The IANA names of a few Windows time zones. IANA names need no entry. */
const windowsZones: Record<string, string> = {
  'GMT Standard Time': 'Europe/London',
  'Romance Standard Time': 'Europe/Paris',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Eastern Standard Time': 'America/New_York',
  'Central Standard Time': 'America/Chicago',
  'Pacific Standard Time': 'America/Los_Angeles',
  'India Standard Time': 'Asia/Kolkata',
  'Tokyo Standard Time': 'Asia/Tokyo'
}

/** Formats times in a time zone as Outlook does: local time with seven decimals and no offset. */
export function zoneOf(name: string): { name: string; format: (time: number) => string } {
  const formatter = formatterOf(windowsZones[name] ?? name)
  return { name, format: (time) => `${formatter.format(time).replace(' ', 'T')}.0000000` }
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  try {
    // The Swedish date format is that of ISO 8601.
    return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  } catch {
    throw new GraphError(400, 'TimeZoneNotSupportedException', 'A valid TimeZone value must be specified.')
  }
}
