import { accounts } from '../tenant.ts'
import type { Call } from './call.ts'
import { GraphError } from './graph-error.ts'
import { type Entity, page } from './odata.ts'
import { zoneOf } from './time-zones.ts'

const day = 86_400_000
const minute = 60_000

/** The weekly events of `user`: days (1 is Monday), start in UTC and length. */
const agenda = [
  {
    days: [1, 2, 3, 4, 5],
    at: '09:00',
    minutes: 15,
    subject: 'Stand-up',
    location: 'Room Tejo',
    online: true
  },
  { days: [1], at: '13:00', minutes: 60, subject: 'Roadmap review', location: 'Room Douro', online: false },
  { days: [3], at: '14:30', minutes: 30, subject: '1:1 with Helena', location: '', online: true },
  {
    days: [4],
    at: '10:00',
    minutes: 90,
    subject: 'Customer interviews: Fabrikam',
    location: '',
    online: true
  },
  {
    days: [5],
    at: '15:00',
    minutes: 45,
    subject: 'Demo & retrospective',
    location: 'Room Tejo',
    online: true
  }
]

export function calendarView({ caller, path, query, prefer }: Call): Entity {
  const from = instant(query, 'startDateTime')
  const to = instant(query, 'endDateTime')
  if (to < from) throw new GraphError(400, 'ErrorInvalidParameter', 'The end must not be before the start.')

  const zone = zoneOf(/outlook\.timezone="([^"]*)"/i.exec(prefer)?.[1] ?? 'UTC')
  const events = caller.account.oid === accounts.user.oid ? occurrences(from, to) : []
  const entities = events.map(({ start, ...event }) => describe(event, start, zone))
  return page(entities, { context: `users('${caller.account.oid}')/calendarView`, path, query, pageSize: 10 })
}

function occurrences(from: number, to: number) {
  const found = []
  const last = Math.min(to, from + 366 * day)
  for (let midnight = from - (from % day); midnight < last; midnight += day) {
    for (const event of agenda.filter(({ days }) => days.includes(new Date(midnight).getUTCDay()))) {
      const [hours = 0, minutes = 0] = event.at.split(':').map(Number)
      const start = midnight + (hours * 60 + minutes) * minute
      if (start < to && start + event.minutes * minute > from) found.push({ ...event, start })
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

function describe(
  event: { subject: string; minutes: number; location: string; online: boolean },
  start: number,
  zone: ReturnType<typeof zoneOf>
): Entity {
  const { subject, location, online } = event
  const id = Buffer.from(`event ${subject} ${start}`).toString('base64url')
  return {
    id,
    subject,
    bodyPreview: `${subject}, every week.`,
    body: { contentType: 'html', content: `<p>${subject.replace('&', '&amp;')}, every week.</p>` },
    start: { dateTime: zone.format(start), timeZone: zone.name },
    end: { dateTime: zone.format(start + event.minutes * minute), timeZone: zone.name },
    location: { displayName: location, locationType: 'default' },
    isAllDay: false,
    isCancelled: false,
    isOnlineMeeting: online,
    onlineMeeting: online ? { joinUrl: `https://teams.microsoft.com/l/meetup-join/${id}` } : null,
    importance: 'normal',
    sensitivity: 'normal',
    showAs: 'busy',
    type: 'occurrence',
    organizer: { emailAddress: { name: 'Helena Brandt', address: 'helena.brandt@contoso.onmicrosoft.com' } },
    attendees: [
      {
        type: 'required',
        status: { response: 'accepted', time: '0001-01-01T00:00:00Z' },
        emailAddress: { name: accounts.user.name, address: accounts.user.username }
      }
    ],
    responseStatus: { response: 'accepted', time: '0001-01-01T00:00:00Z' },
    webLink: `https://outlook.office365.com/owa/?itemid=${id}`
  }
}

/** Reads a required query parameter as a time. A time without an offset is UTC. */
function instant(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? ''
  const time = Date.parse(/(Z|[+-]\d\d:\d\d)$/i.test(text) || !text.includes('T') ? text : `${text}Z`)
  if (Number.isNaN(time)) {
    const message = 'This request requires a time window specified by startDateTime and endDateTime.'
    throw new GraphError(400, 'ErrorInvalidParameter', message)
  }
  return time
}
