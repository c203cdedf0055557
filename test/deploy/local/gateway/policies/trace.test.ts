import t from 'tap'
import { start } from '../start.ts'

t.test('traces and metrics go into the record of the call', async (t) => {
  const { url, calls } = await start(t, {
    inbound: `<trace source="exchange" severity="information"><message>done</message><metadata name="a" value="1" /></trace>
      <emit-metric name="calls" value="2.5"><dimension name="result" value="ok" /><dimension name="API ID" /></emit-metric>`
  })
  await (await fetch(`${url}/x`)).text()
  t.match(calls(), [
    {
      steps: [
        { decisions: ['exchange · done · a=1'] },
        { decisions: ['calls 2.5 result: ok, API ID'] },
        { policy: 'forward-request' }
      ]
    }
  ])
})

t.test('the text of a trace is its message if it has no <message>', async (t) => {
  const { url, calls } = await start(t, {
    inbound: '<trace source="s" severity="error">\n  @("to" + "ld")\n</trace>',
    outbound: '<trace source="s">\n  <message>said</message>\n</trace>'
  })
  await (await fetch(`${url}/x`)).text()
  t.match(calls()[0]?.steps, [{ decisions: ['s · told'] }, {}, { decisions: ['s · said'] }])
})
