import t from 'tap'
import { start } from '../start.ts'

const cors = (attributes = '') => `<cors ${attributes}>
  <allowed-origins><origin>https://app.example</origin><origin>http://localhost:3000/</origin></allowed-origins>
  <allowed-methods preflight-result-max-age="60"><method>GET</method><method>PUT</method></allowed-methods>
  <allowed-headers><header>Authorization</header></allowed-headers>
  <expose-headers><header>WWW-Authenticate</header></expose-headers>
</cors>`
const refuse = '<return-response><set-status code="401" /></return-response>'

t.test('cors alone answers an allowed preflight', async (t) => {
  const { url } = await start(t, { inbound: `${cors('allow-credentials="true"')}${refuse}` })
  const response = await preflight(url, 'https://app.example', 'PUT', 'authorization')
  t.equal(response.status, 200)
  t.match(Object.fromEntries(response.headers), {
    'access-control-allow-origin': 'https://app.example',
    'access-control-allow-methods': 'PUT',
    'access-control-allow-headers': 'authorization',
    'access-control-allow-credentials': 'true',
    'access-control-max-age': '60',
    vary: 'Origin'
  })
  t.equal(
    (await fetch(url, { headers: { origin: 'https://app.example' } })).status,
    401,
    'the request itself is not spared'
  )
})

t.test(
  'a preflight that is not allowed gets an empty 200 without CORS headers, whatever terminate says',
  async (t) => {
    for (const terminate of [true, false]) {
      const { url } = await start(t, {
        inbound: `${cors(`terminate-unmatched-request="${terminate}"`)}${refuse}`
      })
      for (const [origin, method, headers] of [
        ['https://evil.example', 'GET', ''],
        ['https://app.example.evil.example', 'GET', ''],
        ['null', 'GET', ''],
        ['https://app.example', 'DELETE', ''],
        ['https://app.example', 'GET', 'x-other']
      ] as const) {
        const response = await preflight(url, origin, method, headers)
        t.equal(response.status, 200)
        t.notOk(response.headers.has('access-control-allow-origin'), `${origin} ${method} ${headers}`)
      }
    }
  }
)

t.test("an allowed origin gets the headers on errors too, instead of the service's", async (t) => {
  const { url } = await start(t, {
    inbound: `${cors()}<choose><when condition="false" /></choose>`,
    service: (_, response) => response.writeHead(500, { 'access-control-allow-origin': '*' }).end()
  })
  const response = await fetch(url, { headers: { origin: 'http://localhost:3000' } })
  t.equal(response.status, 500)
  t.equal(response.headers.get('access-control-allow-origin'), 'http://localhost:3000')
  t.equal(response.headers.get('access-control-expose-headers'), 'WWW-Authenticate')
})

t.test(
  'a GET from another origin gets an empty 200 unless terminate-unmatched-request is false',
  async (t) => {
    const strict = await start(t, { inbound: cors() })
    const read = await fetch(strict.url, { headers: { origin: 'https://evil.example' } })
    t.same([read.status, await read.text()], [200, ''])
    const write = await fetch(strict.url, { method: 'POST', headers: { origin: 'https://evil.example' } })
    t.equal(write.headers.get('x-from'), 'service')
    t.notOk(write.headers.has('access-control-allow-origin'))

    const lax = await start(t, { inbound: cors('terminate-unmatched-request="false"') })
    const passed = await fetch(lax.url, { headers: { origin: 'https://evil.example' } })
    t.equal(passed.headers.get('x-from'), 'service')
    t.notOk(passed.headers.has('access-control-allow-origin'))
  }
)

t.test('origins of other schemes are compared as a whole, and null is never allowed', async (t) => {
  const allowed =
    '<cors><allowed-origins><origin>capacitor://localhost</origin><origin>https://app.example:443</origin></allowed-origins></cors>'
  const { url } = await start(t, { inbound: allowed })
  const granted = async (origin: string) =>
    (await preflight(url, origin, 'GET', '')).headers.get('access-control-allow-origin')
  for (const origin of ['capacitor://localhost', 'https://app.example'])
    t.equal(await granted(origin), origin)
  for (const origin of [
    'null',
    'ionic://localhost',
    'capacitor://other',
    'http://app.example',
    'app.example'
  ])
    t.equal(await granted(origin), null, origin)
})

t.test('an operation with the method OPTIONS gets the preflights', async (t) => {
  const { url } = await start(t, { inbound: cors(), paths: { '/': { options: {}, get: {} } } })
  const response = await preflight(url, 'https://app.example', 'GET', '')
  t.equal(response.headers.get('x-from'), 'service')
})

function preflight(url: string, origin: string, method: string, headers: string) {
  return fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      ...(headers === '' ? {} : { 'access-control-request-headers': headers })
    }
  })
}
