import t from 'tap'
import { listen, start } from '../start.ts'

t.test('the request has its own method, headers and body, and its response is in the variable', async (t) => {
  const seen: unknown[] = []
  const token = await listen(t, async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push({ method: request.method, url: request.url, headers: request.headers, body })
    response.writeHead(201, { 'x-token': 'yes' }).end('answer')
  })
  const { url } = await start(t, {
    inbound: `<send-request response-variable-name="answer">
        <set-url>${token}/token?x=1</set-url><set-method>POST</set-method>
        <set-header name="Content-Type"><value>application/x-www-form-urlencoded</value></set-header>
        <set-body>a=1&amp;b=2</set-body>
        <authentication-managed-identity resource="api://x" />
      </send-request>
      <return-response response-variable-name="answer"><set-header name="x-more"><value>1</value></set-header></return-response>`
  })
  const response = await fetch(`${url}/x`, { headers: { 'x-client': '1', authorization: 'Bearer mine' } })
  t.same([response.status, await response.text()], [201, 'answer'])
  t.match(
    response.headers,
    new Map([
      ['x-token', 'yes'],
      ['x-more', '1']
    ])
  )
  t.match(seen, [
    {
      method: 'POST',
      url: '/token?x=1',
      body: 'a=1&b=2',
      headers: { authorization: 'Bearer identity-token' }
    }
  ])
  t.notMatch(seen, [{ headers: { 'x-client': '1' } }], 'a new request has nothing of the client')
})

t.test("mode copy sends the client's request, and the call keeps its body", async (t) => {
  const seen: unknown[] = []
  const mirror = await listen(t, async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push({ method: request.method, headers: request.headers, body })
    response.end()
  })
  const { url } = await start(t, {
    inbound: `<send-request mode="copy"><set-url>${mirror}</set-url></send-request>`
  })
  const response = await fetch(`${url}/x`, { method: 'POST', body: 'both', headers: { 'x-client': '1' } })
  t.match(await response.json(), { body: 'both' })
  t.match(seen, [{ method: 'POST', body: 'both', headers: { 'x-client': '1' } }])
})

t.test(
  'an error status is a response; a failed request is an error, or null with ignore-error',
  async (t) => {
    const failing = await listen(t, (request, response) => {
      if (request.url === '/500') response.writeHead(500).end()
      if (request.url === '/half') response.write('half')
      if (request.url === '/broken') response.write('half', () => response.destroy())
    })
    // Only the requests without a whole answer have a short timeout.
    const request = (path: string, more: string) =>
      `<send-request response-variable-name="r" timeout-ms="${/hang|half/.test(path) ? 60 : 5000}" ${more}><set-url>${failing}${path}</set-url></send-request>`
    const cases: [inbound: string, status: number, expected: object][] = [
      [request('/500', ''), 200, { steps: [{ variables: { r: 'response 500' } }, {}] }],
      [
        request('/500', 'fail-on-error-status-code="true"'),
        500,
        { error: { reason: 'BackendErrorStatusCode' } }
      ],
      [
        request('/hang', ''),
        500,
        { error: { source: 'send-request', reason: 'Timeout', section: 'inbound' } }
      ],
      [request('/half', ''), 500, { error: { source: 'send-request', reason: 'Timeout' } }],
      [
        request('/broken', ''),
        500,
        { error: { source: 'send-request', reason: 'BackendConnectionFailure' } }
      ],
      [request('/hang', 'ignore-error="true"'), 200, { steps: [{ variables: { r: 'null' } }, {}] }]
    ]
    for (const [inbound, status, expected] of cases) {
      const { url, calls } = await start(t, { inbound })
      t.equal((await fetch(`${url}/x`)).status, status)
      t.match(calls(), [expected])
    }
  }
)

t.test(
  'managed identity sets Authorization, or only the variable, and keeps the token until it expires',
  async (t) => {
    const asked: unknown[] = []
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const identity = async (resource: string, clientId: string | undefined) => {
      asked.push([resource, clientId])
      return `${part({ alg: 'none' })}.${part({ exp: Math.floor(Date.now() / 1000) + 3600 })}.`
    }
    const { url } = await start(t, {
      identity,
      inbound: `<authentication-managed-identity resource="api://a" client-id="c" output-token-variable-name="x" />
      <set-header name="x-auth" exists-action="skip"><value>none</value></set-header>`
    })
    const kept = await (await fetch(`${url}/x`, { headers: { authorization: 'Bearer mine' } })).json()
    t.match(kept, { headers: { authorization: 'Bearer mine' } })
    await (await fetch(`${url}/x`)).text()
    t.same(asked, [['api://a', 'c']])

    const replacing = await start(t, { inbound: '<authentication-managed-identity resource="api://b" />' })
    const sent = await (
      await fetch(`${replacing.url}/x`, { headers: { authorization: 'Bearer mine' } })
    ).json()
    t.match(sent, { headers: { authorization: 'Bearer identity-token' } })
  }
)

t.test('a failure of the identity fails the call, unless ignore-error is set', async (t) => {
  const identity = () => Promise.reject(new Error('no identity here'))
  const policy = (more: string) =>
    `<authentication-managed-identity resource="r" output-token-variable-name="x" ${more} />`
  const strict = await start(t, { identity, inbound: policy('') })
  t.equal((await fetch(`${strict.url}/x`)).status, 500)
  t.match(strict.calls(), [{ error: { source: 'authentication-managed-identity' } }])
  const lax = await start(t, { identity, inbound: policy('ignore-error="true"') })
  t.equal((await fetch(`${lax.url}/x`)).status, 200)
})
