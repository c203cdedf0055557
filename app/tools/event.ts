import { type Static, Type } from '@sinclair/typebox'
import { Address, addressText, toAddress } from './address.ts'
import { type Entity, entityOf, pick } from './entity.ts'
import { flag, text } from './property.ts'

const time = 'ISO 8601 with the offset of the asked time zone; of an all-day event the date alone'

/** What the tools show of a calendar event. */
export const Event = Type.Object(
  {
    id: text('AAMkAGI2TG93AAA=', 'The id of the event.'),
    subject: Type.Optional(text('Stand-up', 'The subject, as the organizer wrote it.')),
    start: text('2026-11-23T09:00:00+01:00', `When it starts: ${time}.`),
    end: text('2026-11-23T09:15:00+01:00', `When it ends, exclusive: ${time}.`),
    isAllDay: Type.Optional(flag(false, 'Whether it takes whole days.')),
    isCancelled: Type.Optional(flag(false, 'Whether the organizer cancelled it.')),
    showAs: Type.Optional(text('busy', 'free, tentative, busy, oof, workingElsewhere or unknown.')),
    location: Type.Optional(text('Room Tejo', 'Where it is.')),
    joinUrl: Type.Optional(
      text('https://teams.microsoft.com/l/meetup-join/19', 'Where to join an online meeting.')
    ),
    organizer: Type.Optional(Address),
    attendees: Type.Array(Address, { description: 'Who is invited.' }),
    response: Type.Optional(
      text(
        'accepted',
        'What the user answered: none, organizer, tentativelyAccepted, accepted, declined or notResponded.'
      )
    ),
    webLink: Type.Optional(
      text('https://outlook.office365.com/owa/?itemid=AAMkAGI2TG93AAA%3D', 'The event in Outlook.')
    )
  },
  { additionalProperties: false }
)

export const eventFields =
  'id,subject,start,end,isAllDay,isCancelled,showAs,location,onlineMeeting,organizer,attendees,responseStatus,webLink'

/** Graph was asked for UTC; `write` puts a time in the user's time zone. */
export function toEvent(entity: Entity, write: (instant: number) => string): Static<typeof Event> {
  const { organizer, attendees } = entity
  const place = (moment: unknown) => toTime(moment, entity.isAllDay === true, write)
  return pick(Event, {
    ...entity,
    start: place(entity.start),
    end: place(entity.end),
    location: entityOf(entity.location).displayName || undefined,
    joinUrl: entityOf(entity.onlineMeeting).joinUrl,
    organizer: organizer ? toAddress(organizer) : undefined,
    attendees: Array.isArray(attendees) ? attendees.map(toAddress) : [],
    response: entityOf(entity.responseStatus).response
  })
}

/** One line. */
export function eventText({ start, end, subject, location, organizer }: Static<typeof Event>): string {
  const known = [subject || '(no subject)', location && `at ${location}`, `by ${addressText(organizer)}`]
  return `${start} to ${end}: ${known.filter(Boolean).join(', ')}`
}

/** A Graph dateTimeTimeZone in UTC: seven decimals, no offset. An all-day event has a date and no time zone. */
function toTime(moment: unknown, isAllDay: boolean, write: (instant: number) => string): string | undefined {
  const { dateTime } = entityOf(moment)
  if (typeof dateTime !== 'string') return undefined
  if (isAllDay) return dateTime.slice(0, 10)
  const instant = Date.parse(`${dateTime.slice(0, 19)}Z`)
  return Number.isNaN(instant) ? undefined : write(instant)
}
