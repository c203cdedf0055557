import t from 'tap'
import { start } from '../start.ts'

t.test('traces and metrics are notes in the record of the call', async (t) => {
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
