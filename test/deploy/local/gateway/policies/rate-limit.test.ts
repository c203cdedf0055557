import t from 'tap'
import { policyDocument, start } from '../start.ts'

const subscriptions = [
  { id: 'one', key: 'key-of-one' },
  { id: 'two', key: 'key-of-two' }
]

t.test('each subscription has its own window, and calls without one are not limited', async (t) => {
  const { url, calls } = await start(t, {
    subscriptions,
    inbound: `<rate-limit calls="1" renewal-period="60" retry-after-header-name="X-Again"
      remaining-calls-header-name="X-Left" total-calls-header-name="X-Total" />`
  })
  const call = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/x${path}`, { headers })
    await response.text()
    return [response.status, response.headers.get('x-left'), response.headers.get('x-total')]
  }
  const one = { 'Ocp-Apim-Subscription-Key': 'key-of-one' }
  t.same(await call('', one), [200, '0', '1'])
  const refused = await fetch(`${url}/x`, { headers: one })
  t.same([refused.status, refused.headers.get('x-again')], [429, '60'])
  t.match(calls().at(-1), { error: { source: 'rate-limit', reason: 'RateLimitExceeded' } })
  t.same(await call('?subscription-key=key-of-two'), [200, '0', '1'])
  t.equal((await call('?subscription-key=key-of-two'))[0], 429)
  for (const headers of [{}, { 'Ocp-Apim-Subscription-Key': 'no-such-key' }]) {
    t.same(await call('', headers), [200, null, null])
    t.same(await call('', headers), [200, null, null])
  }
  t.match(calls().at(-1)?.steps[0]?.decisions, ['does not apply: the call has no subscription'])
  const now = Date.now()
  t.intercept(Date, 'now', { value: () => now + 60_001 })
  t.same(await call('', one), [200, '0', '1'])
})

t.test("limits of an API and an operation apply in addition to the policy's own", async (t) => {
  const { url } = await start(t, {
    subscriptions,
    paths: { '/a': { get: { operationId: 'a', summary: 'First' } }, '/b': { get: { operationId: 'b' } } },
    files: {
      'product.xml': policyDocument({
        inbound: `<rate-limit calls="5" renewal-period="60">
            <api name="Product" calls="4" renewal-period="60">
              <operation id="b" name="First" calls="1" renewal-period="60" />
            </api>
            <api id="other" name="Product" calls="0" renewal-period="60" />
            <operation name="First" calls="2" renewal-period="60" />
          </rate-limit>`
      })
    }
  })
  const status = async (path: string) => (await fetch(`${url}/${path}?subscription-key=key-of-one`)).status
  t.same([await status('b'), await status('b')], [200, 429], 'the operation named by its id')
  t.same([await status('a'), await status('a'), await status('a')], [200, 200, 429], 'by its name')
  t.equal((await fetch(`${url}/b?subscription-key=key-of-two`)).status, 200)
})

t.test('a fragment in two documents makes two limits', async (t) => {
  const inbound = '<include-fragment fragment-id="limit" />'
  const { url } = await start(t, {
    subscriptions,
    paths: { '/a': { get: { operationId: 'a' } }, '/b': { get: { operationId: 'b' } } },
    files: {
      'fragments/limit.xml': '<fragment><rate-limit calls="1" renewal-period="60" /></fragment>',
      'operations/a.xml': policyDocument({ inbound }),
      'operations/b.xml': policyDocument({ inbound })
    }
  })
  const status = async (path: string) => (await fetch(`${url}/${path}?subscription-key=key-of-one`)).status
  t.same([await status('a'), await status('b'), await status('a')], [200, 200, 429])
})

t.test('expressions see the subscription, and records never show its key', async (t) => {
  const { url, calls } = await start(t, {
    subscriptions,
    inbound: `<set-header name="x-id"><value>@(context.Subscription?.Id ?? "none")</value></set-header>
      <trace source="s"><message>@(context.Subscription?.Key ?? "none")</message></trace>`
  })
  t.match(await (await fetch(`${url}/x?subscription-key=key-of-one`)).json(), { headers: { 'x-id': 'one' } })
  t.match(await (await fetch(`${url}/x`)).json(), { headers: { 'x-id': 'none' } })
  t.notMatch(JSON.stringify(calls()), /key-of-one/)
})

t.test('a limit per subscription does not load at the global scope', async (t) => {
  const files = {
    'global.xml': policyDocument({ inbound: '<rate-limit calls="1" renewal-period="1" />' })
  }
  await t.rejects(start(t, { files }), { message: /^global\.xml:.*product, api, operation, not at global/ })
})
