import t from 'tap'
import { start } from '../start.ts'

t.test('every occurrence of the text is replaced in the request and in the answer', async (t) => {
  const { url, calls } = await start(t, {
    inbound: '<find-and-replace from="$1.00 (a+b)" to="$&amp; $`" />',
    outbound: '<find-and-replace from="@("no" + "te")" to="" />',
    service: async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      response.end(`note ${Buffer.concat(chunks)} note`)
    }
  })
  const response = await fetch(`${url}/x`, { method: 'POST', body: '$1.00 (a+b), é, $1.00 (a+b)' })
  t.equal(await response.text(), ' $& $`, é, $& $` ')
  t.match(calls()[0]?.steps, [{ decisions: ['2 replaced'] }, {}, { decisions: ['2 replaced'] }])
})

t.test('a body without the text keeps its bytes, and a call without a body passes', async (t) => {
  const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x61])
  const { url } = await start(t, {
    inbound: '<find-and-replace from="b" to="c" />',
    outbound: '<find-and-replace from="b" to="c" />',
    service: (_, response) => response.end(bytes)
  })
  const response = await fetch(`${url}/x`)
  t.same(Buffer.from(await response.arrayBuffer()), bytes)
})

t.test('an empty text to find is an evaluation failure', async (t) => {
  const { url, calls } = await start(t, { inbound: '<find-and-replace from="@("")" to="c" />' })
  t.equal((await fetch(`${url}/x`)).status, 500)
  t.match(calls(), [{ error: { source: 'find-and-replace', reason: 'ExpressionValueEvaluationFailure' } }])
})
