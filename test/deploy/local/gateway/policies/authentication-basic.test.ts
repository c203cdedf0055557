import t from 'tap'
import { start } from '../start.ts'

t.test("the backend gets the policy's credentials instead of the client's", async (t) => {
  const { url } = await start(t, {
    namedValues: { password: 'p:"ä' },
    inbound: '<authentication-basic username="@("us" + "er")" password="{{password}}" />'
  })
  const sent = await (await fetch(`${url}/x`, { headers: { authorization: 'Bearer mine' } })).json()
  t.match(sent, { headers: { authorization: `Basic ${Buffer.from('user:p:"ä').toString('base64')}` } })
})

t.test('it may appear only once in a section', async (t) => {
  const policy = '<authentication-basic username="u" password="p" />'
  await t.rejects(start(t, { inbound: policy + policy }), { message: /only once/ })
})
