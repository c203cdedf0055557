import { once } from 'node:events'
import { request } from 'node:http'
import t from 'tap'
import { start } from '../start.ts'

const secret = 'p"4%ss+w&rd\\x'
const token = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"someone"}').toString('base64url')}.c2lnbmF0dXJlLXNpZ25hdHVyZQ`
const opaque = 'M.C5aB7cD9eF1gH3iJ5kL7mN9oP1qR3sT5uV7wX9yZ1aB3cD5eF7'

t.test('the trace shows what each policy of a call did, without secrets', async (t) => {
  const { base, url } = await start(t, {
    namedValues: { 'client-secret': secret, plain: 'shown' },
    inbound: `<set-variable name="copied" value="{{client-secret}}" /><set-variable name="plain" value="{{plain}}" />
      <set-variable name="form" value="grant_type=x&amp;client_secret=abc&amp;assertion=def" />
      <set-variable name="opaque" value="${opaque}" /><set-variable name="graph-token" value="short" />
      <choose><when condition="true"><trace source="s"><message>${token}</message></trace></when></choose>
      <authentication-managed-identity resource="r" output-token-variable-name="other" />
      <set-header name="X-Graph-Token"><value>short</value></set-header>`
  })
  const headers = { authorization: `Bearer ${token}`, cookie: 'session=1', 'x-note': token }
  await (await fetch(`${url}/x?code=${opaque}`, { headers })).text()
  for (const accept of ['application/json', 'text/html']) {
    const text = await (await fetch(`${base}/_trace`, { headers: { accept } })).text()
    for (const hidden of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      token,
      opaque,
      'client_secret=abc',
      'assertion=def',
      'session=1',
      '"short"',
      'identity-token'
    ]) {
      t.notOk(text.includes(hidden), `${hidden} in ${accept}`)
    }
    t.match(text, 'shown')
  }
  const [call] = (await (
    await fetch(`${base}/_trace`, { headers: { accept: 'application/json' } })
  ).json()) as object[]
  t.match(call, {
    method: 'GET',
    operation: 'get-path',
    status: 200,
    durationMs: Number,
    steps: [
      { policy: 'set-variable', section: 'inbound', scope: 'api', place: /^api\.xml:\d+$/, atMs: Number },
      { variables: { plain: 'shown' } },
      {},
      {},
      {},
      { policy: 'choose', decisions: ['when[1] taken'], steps: [{ policy: 'trace' }] },
      {},
      {},
      { policy: 'forward-request', section: 'backend', outbound: [{ hop: 'service', status: 200 }] }
    ]
  })
})

t.test("the page draws the hops, needs no script and escapes callers' text", async (t) => {
  const { base, url } = await start(t)
  t.match(await (await fetch(`${base}/_trace`)).text(), /No call yet/)
  await (
    await fetch(`${url}/x?<script>alert(1)</script>`, { headers: { 'x-evil': '"><img src=x onerror=1>' } })
  ).text()
  const response = await fetch(`${base}/_trace`, { headers: { accept: 'text/html' } })
  const page = await response.text()
  for (const hop of ['Client', 'Gateway', 'Service', 'Graph', 'Entra ID']) t.match(page, `<b>${hop}</b>`)
  t.notMatch(page, /<script|<img/)
  t.match(response.headers.get('content-security-policy'), "default-src 'none'")
})

t.test('the trace answers only GET on loopback hosts and keeps the last hundred calls', async (t) => {
  const { base, url } = await start(t)
  const [response] = await once(
    request(`${base}/_trace`, { headers: { host: 'evil.example' } }).end(),
    'response'
  )
  response.resume()
  t.equal(response.statusCode, 403)
  t.equal((await fetch(`${base}/_trace`, { method: 'POST' })).status, 405)
  t.equal((await fetch(`${base}/_traces`)).status, 404)
  for (let count = 0; count < 105; count++) await (await fetch(`${url}/${count}`)).text()
  const calls = await (await fetch(`${base}/_trace`, { headers: { accept: 'application/json' } })).json()
  t.match(calls, { length: 100, 0: { url: /\/104$/ } })
})
