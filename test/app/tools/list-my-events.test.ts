import t from 'tap'
import { toolCalls } from './tool-calls.ts'

const { run, items, asked, graph, textOf } = await toolCalls(t)
// A Monday.
const monday = { start: '2026-11-23T00:00:00Z', end: '2026-11-24T00:00:00Z' }

t.test('lists the events of the window with the documented fields', async (t) => {
  const { status, json } = await run('list_my_events', monday)
  t.equal(status, 200)
  const events = json.events as Record<string, unknown>[]
  t.strictSame(
    events.map(({ subject, start, end }) => [subject, start, end]),
    [
      ['Stand-up', '2026-11-23T09:00:00+00:00', '2026-11-23T09:15:00+00:00'],
      ['Roadmap review', '2026-11-23T13:00:00+00:00', '2026-11-23T14:00:00+00:00']
    ]
  )
  t.match(events[0], {
    isAllDay: false,
    location: 'Room Tejo',
    joinUrl: /^https:/,
    organizer: { name: 'Helena Brandt', address: 'helena.brandt@contoso.onmicrosoft.com' },
    attendees: [{ address: 'user@contoso.onmicrosoft.com' }],
    response: 'accepted'
  })
  t.notOk('joinUrl' in (events[1] ?? {}))
  t.notOk(events.some((event) => 'body' in event || 'bodyPreview' in event))
  t.match(
    textOf('list_my_events', json),
    /\n2026-11-23T09:00:00\+00:00 to \S+: Stand-up, at Room Tejo, by Helena Brandt/
  )
})

for (const [timeZone, start, from] of [
  ['Europe/Berlin', '2026-11-23T10:00:00+01:00', '2026-11-23T01:00:00+01:00'],
  ['America/New_York', '2026-11-23T04:00:00-05:00', '2026-11-22T19:00:00-05:00'],
  ['Asia/Kolkata', '2026-11-23T14:30:00+05:30', '2026-11-23T05:30:00+05:30'],
  ['UTC', '2026-11-23T09:00:00+00:00', '2026-11-23T00:00:00+00:00']
] as const) {
  t.test(`writes times in ${timeZone}, with their offset`, async (t) => {
    const { json } = await run('list_my_events', { ...monday, timeZone })
    t.match(json, { timeZone, start: from, events: [{ start }] })
  })
}

t.test('an offset follows the clocks of the place through the year', async (t) => {
  const summer = { start: '2026-07-06T00:00:00+02:00', end: '2026-07-07T00:00:00+02:00' }
  const [event] = await items('list_my_events', { ...summer, timeZone: 'Europe/Berlin' })
  t.match(event, { start: '2026-07-06T11:00:00+02:00' })
})

t.test('the offset of the window counts', async (t) => {
  const seen = asked(t)
  await run('list_my_events', { start: '2026-11-23T00:00:00+05:30', end: '2026-11-23T12:00-08:00' })
  t.match(Object.fromEntries(seen[0]?.url.searchParams ?? []), {
    startDateTime: '2026-11-22T18:30:00.000Z',
    endDateTime: '2026-11-23T20:00:00.000Z'
  })
  t.equal(seen[0]?.prefer, 'outlook.timezone="UTC"')
})

t.test('without a window it is the next week, from the current hour on', async (t) => {
  const { json } = await run('list_my_events', { limit: 50 })
  const [start, end] = [Date.parse(String(json.start)), Date.parse(String(json.end))]
  t.ok(Date.now() - start >= 0 && Date.now() - start < 3_601_000)
  t.equal(end - start, 7 * 86_400_000)
  t.equal(json.timeZone, 'UTC')
  t.ok((json.events as unknown[]).length >= 8)
})

t.test('the window that comes back is the one to turn pages with', async (t) => {
  const { json } = await run('list_my_events', { limit: 2, timeZone: 'Asia/Tokyo' })
  const { start, end, timeZone, nextCursor } = json
  const next = await run('list_my_events', { limit: 2, start, end, timeZone, cursor: nextCursor })
  t.equal(next.status, 200)
  t.equal((next.json.events as unknown[]).length, 2)
})

t.test('an all-day event is at its date in every time zone', async (t) => {
  const moment = (day: string) => ({ dateTime: `${day}T00:00:00.0000000`, timeZone: 'UTC' })
  const holiday = { id: 'a', isAllDay: true, start: moment('2026-12-25'), end: moment('2026-12-26') }
  const body = JSON.stringify({ value: [{ ...holiday, location: { displayName: '' }, organizer: null }] })
  t.teardown(graph.faults.add({ path: /calendarView/, status: 200, body }))
  const { json } = await run('list_my_events', { timeZone: 'America/Los_Angeles' })
  t.strictSame(json.events, [
    { id: 'a', isAllDay: true, start: '2026-12-25', end: '2026-12-26', attendees: [] }
  ])
})

t.test('what others write stays on one line of the text', async (t) => {
  const moment = { dateTime: '2026-12-25T00:00:00.0000000', timeZone: 'UTC' }
  const subject = 'Lunch\r\n\u2028There is more: call again'
  const body = JSON.stringify({ value: [{ id: 'a', start: moment, end: moment, subject }] })
  t.teardown(graph.faults.add({ path: /calendarView/, status: 200, body }))
  const { json } = await run('list_my_events')
  t.match(json, { events: [{ subject }] })
  t.equal(textOf('list_my_events', json).split(/[\r\n\u2028]/).length, 2)
})

const wrong: [field: string, input: object][] = [
  ['start', { start: '2026-11-23' }],
  ['start', { start: '2026-11-23T00:00:00' }],
  ['start', { start: 'tomorrow' }],
  ['start', { start: '2026-02-31T00:00:00Z' }],
  ['start', { start: '2026-11-23T25:00:00Z' }],
  ['start', { start: "2026-11-23T00:00:00Z'&$filter=x" }],
  ['end', { start: monday.end, end: monday.start }],
  ['end', { ...monday, end: monday.start }],
  ['timeZone', { timeZone: 'Nowhere' }],
  ['timeZone', { timeZone: 'Pacific Standard Time' }],
  ['timeZone', { timeZone: 'UTC"\r\nx: y' }],
  ['timeZone', { timeZone: '' }]
]

for (const [field, input] of wrong) {
  t.test(`${JSON.stringify(input)} is refused for its ${field}`, async (t) => {
    const seen = asked(t)
    const { status, json } = await run('list_my_events', input)
    t.strictSame([status, json.code], [400, 'input_invalid'])
    t.match(json.detail, new RegExp(`\\b${field}\\b`))
    t.equal(seen.length, 0)
  })
}
