import t from 'tap'
import { start } from '../start.ts'

t.test('the message for the event hub is in the record of the call, with secrets masked', async (t) => {
  const { url, calls } = await start(t, {
    namedValues: { 'hub-password': 'correct horse' },
    inbound: `<log-to-eventhub logger-id="audit" partition-key="@(context.Request.Method)">
        @(context.Operation.Method + " {{hub-password}}")
      </log-to-eventhub>`,
    outbound: '<log-to-eventhub logger-id="audit" partition-id="3">done</log-to-eventhub>',
    onError: '<log-to-eventhub logger-id="errors" />'
  })
  t.equal((await fetch(`${url}/x`)).status, 200)
  t.match(calls()[0]?.steps, [
    { decisions: ['recorded, not sent to audit, partition GET: GET ‹secret›'] },
    {},
    { decisions: ['recorded, not sent to audit, partition 3: done'] }
  ])
})

t.test('the logger is a literal, and only one kind of partition is allowed', async (t) => {
  for (const [attributes, message] of [
    ['', /needs the attribute logger-id/],
    ['logger-id="@("a")"', /takes no expression/],
    ['logger-id="a" partition-id="1" partition-key="k"', /not both/]
  ] as const) {
    await t.rejects(start(t, { inbound: `<log-to-eventhub ${attributes} />` }), { message })
  }
})
