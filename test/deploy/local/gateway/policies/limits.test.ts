import t from 'tap'
import { policyDocument, start } from '../start.ts'

const rateLimit = `<rate-limit-by-key calls="2" renewal-period="1" counter-key="everyone" remaining-calls-header-name="X-Left"
  total-calls-header-name="X-Total" retry-after-header-name="X-Again" />`

t.test(
  'a rate limit refuses calls over the limit and accepts calls again as its window slides',
  async (t) => {
    const { url } = await start(t, { inbound: rateLimit })
    const call = async () => {
      const response = await fetch(`${url}/x`)
      await response.text()
      return [response.status, response.headers.get('x-left'), response.headers.get('x-total')]
    }
    const began = Date.now()
    const after = (milliseconds: number) => t.intercept(Date, 'now', { value: () => began + milliseconds })
    after(0)
    t.same(await call(), [200, '1', '2'])
    after(400)
    t.same(await call(), [200, '0', '2'])
    const refused = await fetch(`${url}/x`)
    t.match(refused.headers, new Map([['x-again', '1']]))
    t.match(await refused.json(), { statusCode: 429, message: /Try again in 1 seconds/ })
    after(1050)
    t.same(await call(), [200, '0', '2'], 'one of the two has left the window')
    t.equal((await call())[0], 429)
  }
)

t.test('each key has its own counter, and two policies with one key share it', async (t) => {
  const limit = (key: string) => `<rate-limit-by-key calls="1" renewal-period="60" counter-key="${key}" />`
  const { url } = await start(t, {
    paths: { '/a': { get: {} }, '/b': { get: {} }, '/c': { get: {} } },
    files: {
      'operations/get-a.xml': policyDocument({ inbound: limit('one') }),
      'operations/get-b.xml': policyDocument({ inbound: limit('two') }),
      'operations/get-c.xml': policyDocument({ inbound: limit('one') })
    }
  })
  const status = async (path: string) => (await fetch(`${url}/${path}`)).status
  t.same([await status('a'), await status('b'), await status('c')], [200, 200, 429])
})

t.test('a call that passes two policies with one key counts once', async (t) => {
  const rate = '<rate-limit-by-key calls="2" renewal-period="60" counter-key="k" />'
  const quota = '<quota-by-key calls="2" renewal-period="0" counter-key="k" increment-condition="true" />'
  for (const [policy, status] of [
    [rate, 429],
    [quota, 403]
  ] as const) {
    const { url } = await start(t, {
      inbound: `<base />${policy}`,
      files: { 'product.xml': policyDocument({ inbound: policy }) }
    })
    const call = async () => (await fetch(`${url}/x`)).status
    t.same([await call(), await call(), await call()], [200, 200, status], policy)
  }
})

t.test('a quota ends with its period', async (t) => {
  const now = Date.now()
  const { url, calls } = await start(t, {
    inbound: `<quota-by-key calls="1" renewal-period="300" counter-key="k" first-period-start="${new Date(now).toISOString().slice(0, 19)}Z" />`
  })
  t.equal((await fetch(`${url}/x`)).status, 200)
  const refused = await fetch(`${url}/x`)
  t.equal(refused.status, 403)
  t.ok(Number(refused.headers.get('retry-after')) > 290)
  t.match(await refused.json(), { message: /replenished in 00:0[45]:\d\d/ })
  t.match(calls().at(-1), { error: { source: 'quota-by-key', reason: 'QuotaExceeded' } })
  t.intercept(Date, 'now', { value: () => now + 301_000 })
  t.equal((await fetch(`${url}/x`)).status, 200)
})

t.test('without first-period-start the periods of a quota are counted from the year 1', async (t) => {
  const { url } = await start(t, {
    inbound: '<quota-by-key calls="1" renewal-period="3600" counter-key="k" />'
  })
  const now = Date.parse('2030-01-01T12:59:30Z')
  t.intercept(Date, 'now', { value: () => now })
  await (await fetch(`${url}/x`)).text()
  t.equal((await fetch(`${url}/x`)).headers.get('retry-after'), '30')
})

t.test('bandwidth counts the kilobytes that the connection carried', async (t) => {
  const { url } = await start(t, {
    inbound: '<quota-by-key bandwidth="20" renewal-period="300" counter-key="k" />',
    service: (_, response) => response.end(Buffer.alloc(30 * 1024))
  })
  const call = async () => {
    const response = await fetch(`${url}/x`)
    await response.arrayBuffer()
    return response.status
  }
  t.equal(await call(), 200)
  // The bytes are counted a moment after the client has them.
  let status = await call()
  while (status === 200) status = await call()
  t.equal(status, 403)
})

t.test('calls over max-count at the same time are refused at once', async (t) => {
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  const { url } = await start(t, {
    backend: '<limit-concurrency key="k" max-count="1"><forward-request /></limit-concurrency>',
    async service(_, response) {
      arrive()
      await held
      response.end('ok')
    }
  })
  const first = fetch(`${url}/x`)
  await arrived
  t.equal((await fetch(`${url}/x`)).status, 429)
  release()
  t.equal((await first).status, 200)
  t.equal((await fetch(`${url}/x`)).status, 200)
})

t.test('check-header and ip-filter refuse with the documented reasons', async (t) => {
  const check = (more: string) =>
    `<check-header name="X-Key" failed-check-httpcode="403" failed-check-error-message="no" ${more}><value>a</value></check-header>`
  const address = (action: string, range: string) => `<ip-filter action="${action}">${range}</ip-filter>`
  const loopback = '<address-range from="127.0.0.0" to="127.0.0.255" />'
  const cases: [inbound: string, header: string | undefined, status: number, reason?: string][] = [
    [check(''), undefined, 403, 'HeaderNotFound'],
    [check(''), 'A', 403, 'HeaderValueNotAllowed'],
    [check('ignore-case="true"'), 'A', 200],
    [address('allow', loopback), undefined, 200],
    [address('allow', '<address>@("127.0.0" + ".1")</address>'), undefined, 200],
    [address('allow', '<address>::1</address>'), undefined, 403, 'CallerIpNotAllowed'],
    [address('allow', '<address>10.0.0.1</address>'), undefined, 403, 'CallerIpNotAllowed'],
    [address('forbid', loopback), undefined, 403, 'CallerIpBlocked']
  ]
  for (const [inbound, header, status, reason] of cases) {
    const { url, calls } = await start(t, { inbound })
    const response = await fetch(`${url}/x`, { headers: header === undefined ? {} : { 'x-key': header } })
    t.equal(response.status, status)
    t.equal(calls().at(-1)?.error?.reason, reason)
  }
})
