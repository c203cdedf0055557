import t from 'tap'
import { policyDocument, start } from '../start.ts'

const subscriptions = [
  { id: 'one', key: 'key-of-one' },
  { id: 'two', key: 'key-of-two' }
]
const product = (quota: string) => ({ 'product.xml': policyDocument({ inbound: quota }) })

t.test('each subscription has its own quota, which ends with its period', async (t) => {
  const { url, calls } = await start(t, {
    subscriptions,
    files: product('<quota calls="1" renewal-period="3600" />')
  })
  const call = (key: string) => fetch(`${url}/x?subscription-key=${key}`)
  t.equal((await call('key-of-one')).status, 200)
  const refused = await call('key-of-one')
  t.equal(refused.status, 403)
  t.ok(Number(refused.headers.get('retry-after')) > 3590)
  t.match(await refused.json(), { message: /Out of call volume quota. Quota will be replenished in 0[01]:/ })
  t.match(calls().at(-1), { error: { source: 'quota', reason: 'QuotaExceeded', scope: 'product' } })
  t.same(
    [(await call('key-of-two')).status, (await call('')).status, (await call('')).status],
    [200, 200, 200]
  )
  const now = Date.now()
  t.intercept(Date, 'now', { value: () => now + 3_600_000 })
  t.equal((await call('key-of-one')).status, 200)
})

t.test('an API and an operation have quotas of their own, in the period of the policy', async (t) => {
  const { url } = await start(t, {
    subscriptions,
    paths: { '/a': { get: { operationId: 'a' } }, '/b': { get: { operationId: 'b' } } },
    files: product(`<quota calls="9" renewal-period="0">
        <api id="product" calls="3"><operation id="a" calls="1" /></api>
      </quota>`)
  })
  const status = async (path: string) => (await fetch(`${url}/${path}?subscription-key=key-of-one`)).status
  t.same([await status('a'), await status('a')], [200, 403])
  t.same([await status('b'), await status('b'), await status('b')], [200, 200, 403])
})

t.test('a quota without calls or bandwidth does not load', async (t) => {
  await t.rejects(start(t, { files: product('<quota renewal-period="0" />') }), {
    message: /<quota> needs calls, bandwidth or both/
  })
})
