import t, { type Test } from 'tap'
import { createDocumentCheck } from '../../document-check.ts'
import { tokenRequests } from '../../oauth-requests.ts'
import { startBeforeDouble } from './entra-double.ts'

const { app, config, asked, redeem, entraAnswers } = await startBeforeDouble(t)
await app.ready()
const checkDocument = createDocumentCheck(app.swagger())
const [usual] = tokenRequests(config)
const form = usual?.text ?? ''
const json = { 'content-type': 'application/json' }

for (const { name, text, passed, error } of tokenRequests(config)) {
  t.test(`${name} ${passed ? 'goes on to Entra' : 'is refused'}`, async (t) => {
    asked.length = 0
    const { statusCode, headers, body } = await redeem(text)
    t.equal(statusCode, 400)
    t.match(headers['content-type'], /^application\/json/)
    t.equal(headers['cache-control'], 'no-store')
    t.match(JSON.parse(body), { error: error ?? 'invalid_grant' })
    t.equal(asked.length, passed ? 1 : 0)
    if (!passed) return t.match(JSON.parse(body), { error_description: /^(Send|Ask) / })
    t.match(config.tokenEndpoint, asked[0]?.path)
    t.strictSame(Object.fromEntries(new URLSearchParams(asked[0]?.body)), passed)
  })
}

for (const type of [
  'application/json',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/x-www-form-urlencodedx',
  ''
])
  t.test(`a body of the type ${JSON.stringify(type)} is refused`, async (t) => {
    asked.length = 0
    const { statusCode, body } = await redeem(form, { 'content-type': type })
    t.match([statusCode, JSON.parse(body)], [400, { error: 'invalid_request' }])
    t.strictSame(asked, [])
  })

t.test('a form may name its charset', async (t) => {
  asked.length = 0
  await redeem(form, { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' })
  t.equal(asked.length, 1)
})

t.test('Entra learns of the headers only what it needs', async (t) => {
  asked.length = 0
  await redeem(form, {
    authorization: 'Bearer secret',
    cookie: 'a=b',
    forwarded: 'for=x',
    'x-forwarded-for': '203.0.113.7',
    'x-graph-token': 'x',
    'x-gateway-token': 'x',
    'client-request-id': 'x',
    host: 'evil.example',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  })
  const { host, connection, 'content-length': length, ...headers } = asked[0]?.headers ?? {}
  t.equal(host, new URL(config.tokenEndpoint).host)
  t.strictSame(headers, {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    'client-request-id': '4bf92f35-77b3-4da6-a3ce-929d0e0e4736'
  })
})

t.test('a client may name itself and its secret in a Basic header, and a page its origin', async (t) => {
  asked.length = 0
  const authorization = `Basic ${Buffer.from('id:s+/=').toString('base64')}`
  await redeem(form, { authorization, origin: 'https://page.example' })
  t.match(asked[0]?.headers, { authorization, origin: 'https://page.example' })
})

t.test('the answer of Entra is passed on as it is, without its headers', async (t) => {
  const text = '{ "access_token":"x", "expires_in" : 3599, "é": 1e400, "a": "2026-01-01T00:00:00Z" }'
  for (const status of [200, 400, 401, 403, 500]) {
    entraAnswers((response) =>
      response
        .writeHead(status, { ...json, 'set-cookie': 'fpc=1', 'x-ms-request-id': 'x', p3p: 'x' })
        .end(text)
    )
    const { statusCode, headers, body } = await redeem(form)
    t.equal(statusCode, status)
    t.equal(body, text)
    t.match(headers['content-type'], /^application\/json/)
    t.equal(headers['cache-control'], 'no-store')
    for (const name of ['set-cookie', 'x-ms-request-id', 'p3p', 'retry-after']) t.notOk(headers[name], name)
  }
})

for (const [given, expected] of [
  ['7', '7'],
  ['100000', '300'],
  ['soon', '5'],
  [undefined, '5']
] as const)
  t.test(`Entra asks to wait for ${given}, and the client is told ${expected}`, async (t) => {
    entraAnswers((response) =>
      response.writeHead(429, { ...json, ...(given && { 'retry-after': given }) }).end('{"error":"x"}')
    )
    const { statusCode, headers, body } = await redeem(form)
    t.strictSame([statusCode, headers['retry-after'], body], [429, expected, '{"error":"x"}'])
  })

for (const [name, answer] of [
  ['a page', { status: 200, body: '<html>inside</html>' }],
  ['an error page', { status: 502, body: '<html>inside</html>' }],
  ['a redirect', { status: 302, headers: { location: 'https://evil.example/' }, body: '{}' }],
  ['a redirect to itself', { status: 307, headers: { location: '/' }, body: '{}' }],
  ['a list', { status: 200, body: '["inside"]' }],
  ['null', { status: 200, body: 'null' }],
  ['nothing', { status: 200, body: '' }],
  ['half of an object', { status: 200, body: '{"access_token":"inside"' }]
] as const)
  t.test(`an Entra that answers ${name} does not answer`, async (t) => {
    asked.length = 0
    entraAnswers((response) =>
      response
        .writeHead(answer.status, { ...json, ...('headers' in answer && answer.headers) })
        .end(answer.body)
    )
    assertUnavailable(t, await redeem(form))
    t.equal(asked.length, 1, 'a code is good for one try')
  })

t.test('an Entra that hangs up does not answer', async (t) => {
  entraAnswers((response) => response.destroy())
  assertUnavailable(t, await redeem(form))
})

function assertUnavailable(t: Test, { statusCode, headers, body }: Awaited<ReturnType<typeof redeem>>) {
  t.equal(statusCode, 503)
  t.equal(headers['retry-after'], '5')
  t.notOk(headers.location)
  t.strictSame(JSON.parse(body), {
    error: 'temporarily_unavailable',
    error_description: 'The identity provider does not answer. Try again in 5 seconds.'
  })
  const answer = {
    status: statusCode,
    headers: new Headers({ 'content-type': String(headers['content-type']) }),
    text: body,
    json: JSON.parse(body)
  }
  t.equal(checkDocument('POST', '/oauth/token', answer), undefined)
}
