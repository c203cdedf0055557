import { GraphError } from './graph-error.ts'

/** Outlook's names of a few zones; IANA names are understood as they are. */
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

/** How times are written in a time zone, as Outlook writes them: local, with seven decimals, without an offset. */
export function zoneOf(name: string): { name: string; format: (time: number) => string } {
  const formatter = formatterOf(windowsZones[name] ?? name)
  return { name, format: (time) => `${formatter.format(time).replace(' ', 'T')}.0000000` }
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  try {
    // Sweden writes dates as ISO 8601 does
    return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  } catch {
    throw new GraphError(400, 'TimeZoneNotSupportedException', 'A valid TimeZone value must be specified.')
  }
}
