import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Fault } from '../../../deploy/local/faults.ts'
import { bearer } from '../../answer.ts'
import { startChain } from '../../chain.ts'
import { countExchanges } from '../../token-endpoint.ts'
import { userClaims } from '../../user-claims.ts'

const stack = await startChain(t, { gateway: false, explainGraphErrors: false })
const { graph } = stack
const token = await stack.entra.sign(userClaims(stack.config))
const call = () => stack.call('/me', bearer(token))
await call()

t.test('asks as the caller, under the trace of the request', async (t) => {
  const seen = graphRequests(t)
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const { status } = await stack.call('/me', {
    headers: { authorization: `Bearer ${token}`, traceparent: `00-${traceId}-b7ad6b7169203331-01` }
  })
  t.equal(status, 200)
  t.equal(seen.length, 1)
  const { method, url = '', headers = {} } = seen[0] ?? {}
  t.equal(method, 'GET')
  t.match(url, /^\/v1\.0\/me\?\$select=id,displayName/)
  t.equal(headers['client-request-id'], '0af76519-16cd-43dd-8448-eb211c80319c')
  t.match(headers.traceparent, new RegExp(`^00-${traceId}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`))
  t.match(headers.authorization, /^Bearer eyJ/)
  t.not(headers.authorization, `Bearer ${token}`, "never the caller's own token")
})

t.test('makes a trace of its own where there is none', async (t) => {
  const seen = graphRequests(t)
  await call()
  const { headers = {} } = seen[0] ?? {}
  t.match(headers['client-request-id'], /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  t.match(headers.traceparent, `00-${String(headers['client-request-id']).replaceAll('-', '')}-`)
})

t.test("writes Graph's request id to the log", async (t) => {
  const fault = { status: 404, headers: { 'request-id': '2f0c9a51-graph' }, body: error('itemNotFound') }
  const { json } = await failing(t, fault, 404, 'graph_not_found', 1)
  t.match(logLine(json.requestId), { graphRequestId: '2f0c9a51-graph', graphError: 'itemNotFound' })
})

const retried: Record<string, Omit<Fault, 'path'>> = {
  '429': { status: 429 },
  '503': { status: 503 },
  '504': { status: 504 },
  'a dropped connection': { drop: true }
}

for (const [title, fault] of Object.entries(retried)) {
  t.test(`tries again after ${title}`, async (t) => {
    const before = graph.requests.length
    t.teardown(graph.faults.add({ path: /\/me/, times: 2, ...fault }))
    t.equal((await call()).status, 200)
    t.equal(graph.requests.length - before, 3)
  })

  t.test(`gives up after ${title} for the third time`, async (t) => {
    const { headers } = await failing(t, fault, 503, 'graph_unavailable', 3)
    t.match(headers.get('retry-after'), /^[1-9]\d*$/)
  })
}

t.test('waits for as long as Retry-After says', async (t) => {
  t.teardown(graph.faults.add({ path: /\/me/, times: 1, status: 429, headers: { 'retry-after': '1' } }))
  const sentAt = performance.now()
  t.equal((await call()).status, 200)
  const waited = performance.now() - sentAt
  t.ok(waited >= 990, `${waited} ms`)
})

for (const wait of ['10', '3600', new Date(Date.now() + 60_000).toUTCString()]) {
  t.test(`does not wait until ${wait}, which is longer than it may take`, async (t) => {
    const sentAt = performance.now()
    const fault = { status: 503, headers: { 'retry-after': wait } }
    const { headers } = await failing(t, fault, 503, 'graph_unavailable', 1)
    t.ok(performance.now() - sentAt < 10_000, 'before the time that a call may take is over')
    t.match(headers.get('retry-after'), /^(10|300|[45]\d|60)$/)
  })
}

const answers: [title: string, fault: Omit<Fault, 'path'>, status: number, code: string][] = [
  ['500', { status: 500, body: error('generalException') }, 503, 'graph_unavailable'],
  ['400', { status: 400, body: error('BadRequest') }, 502, 'graph_refused'],
  ['400 without a code', { status: 400, body: '{"error":{"message":"INNER"}}' }, 502, 'graph_refused'],
  ['403', { status: 403, body: error('ErrorAccessDenied') }, 403, 'graph_forbidden'],
  ['404', { status: 404, body: error('Request_ResourceNotFound') }, 404, 'graph_not_found'],
  ['404 of no API', { status: 404, body: '<html>INNER</html>' }, 502, 'graph_refused'],
  ['405', { status: 405, body: error('Request_BadRequest') }, 502, 'graph_refused'],
  ['409', { status: 409, body: error('Conflict') }, 503, 'graph_unavailable'],
  ['no content', { status: 204 }, 503, 'graph_unavailable'],
  ['nothing', { status: 200, body: '' }, 503, 'graph_unavailable'],
  ['a page', { status: 200, body: '<html>INNER</html>' }, 503, 'graph_unavailable'],
  ['half an object', { status: 200, body: '{"id":"INNER' }, 503, 'graph_unavailable'],
  ['an array', { status: 200, body: '[{"id":"INNER"}]' }, 503, 'graph_unavailable'],
  ['null', { status: 200, body: 'null' }, 503, 'graph_unavailable'],
  ['a profile without an id', { status: 200, body: '{"displayName":"INNER"}' }, 503, 'graph_unavailable'],
  ['a profile whose id is a number', { status: 200, body: '{"id":7}' }, 503, 'graph_unavailable'],
  ['5 MiB', { status: 200, body: `{"id":"${'x'.repeat(5 * 1024 * 1024)}"}` }, 503, 'graph_unavailable'],
  [
    'a redirect',
    { status: 302, headers: { location: `${graph.url}/v1.0/elsewhere` } },
    503,
    'graph_unavailable'
  ]
]

for (const [title, fault, status, code] of answers) {
  t.test(`takes ${title} for ${code}, and asks once`, async (t) => {
    const answer = await failing(t, fault, status, code, 1)
    t.ok(answer.text.length < 1000)
    t.notMatch(answer.text, 'INNER')
    if (status >= 500) t.match(logLine(answer.json.requestId), { level: 50, err: { message: /./ } })
    t.notMatch(JSON.stringify(logLine(answer.json.requestId)), 'INNER')
  })
}

for (const code of [
  'MailboxNotEnabledForRESTAPI',
  'MailboxNotSupportedForRESTAPI',
  'ErrorNonExistentMailbox'
]) {
  t.test(`${code} is said to be a missing mailbox`, async (t) => {
    const { json } = await failing(t, { status: 404, body: error(code) }, 404, 'graph_not_found', 1)
    t.match(json.detail, /no mailbox/)
  })
}

for (const status of [401, 403]) {
  t.test(`the claims of a ${status} are asked of the caller`, async (t) => {
    const claims = Buffer.from('{"access_token":{}}').toString('base64')
    const headers = { 'www-authenticate': `Bearer error="insufficient_claims", claims="${claims}"` }
    const answer = await failing(t, { status, headers }, 401, 'claims_required', 1)
    t.match(answer.headers.get('www-authenticate'), `claims="${claims}"`)
  })
}

t.test('a token that has been revoked is replaced within the call', async (t) => {
  const { call, exchanges, asked } = await caller()
  t.teardown(graph.faults.add({ path: /\/me/, times: 1, status: 401 }))
  t.equal((await call()).status, 200)
  t.strictSame([exchanges(), asked()], [1, 2])
})

const unreadable = ['Bearer error="insufficient_claims"', 'Bearer claims=""', 'Bearer claims="a b"']
for (const header of [undefined, ...unreadable]) {
  t.test(`a 401 that a new token does not cure is final (${header})`, async (t) => {
    const { call, exchanges, asked } = await caller()
    const headers = header ? { 'www-authenticate': header } : {}
    const recover = graph.faults.add({ path: /\/me/, status: 401, headers, body: error('INNER') })
    for (let calls = 1; calls <= 5; calls++) {
      const answer = await call()
      t.match(answer, { status: 502, json: { code: 'graph_refused' } })
      t.notMatch(answer.json.detail, /try again/i)
      t.strictSame([exchanges(), asked()], [1, calls + 1], 'one new token for all calls')
    }
    const now = Date.now()
    t.intercept(Date, 'now', { value: () => now + 5 * 60_000 })
    t.match(await call(), { status: 502, json: { code: 'graph_refused' } })
    t.equal(exchanges(), 2, 'and one more five minutes later')
    recover()
    t.equal((await call()).status, 200)
    t.equal(exchanges(), 2)
  })
}

t.test('calls side by side with a revoked token need one new token', async (t) => {
  const { call, exchanges } = await caller()
  // All are on their way before the first is answered.
  t.teardown(graph.faults.add({ path: /\/me/, times: 8, status: 401, latencyMs: 1000 }))
  const answers = await Promise.all(Array.from({ length: 8 }, call))
  t.strictSame(
    answers.map(({ status }) => status),
    Array(8).fill(200)
  )
  t.equal(exchanges(), 1)
})

t.test('a call that still had the revoked token uses the new one of another call', async (t) => {
  const { call, exchanges, asked } = await caller()
  t.teardown(graph.faults.add({ path: /\/me/, times: 1, status: 401, latencyMs: 1000 }))
  const slow = call()
  while (asked() === 0) await wait(5)
  t.teardown(graph.faults.add({ path: /\/me/, times: 1, status: 401 }))
  t.equal((await call()).status, 200)
  t.equal((await slow).status, 200)
  t.equal(exchanges(), 1)
})

t.test('hangs up when the caller does, and asks no more', async (t) => {
  const slow: [path: string, init: RequestInit][] = [
    ['/me', bearer(token)],
    ['/tools/get_my_profile', { method: 'POST', ...bearer(token) }],
    ['/tools/get_my_profile', { method: 'POST', body: '{}', headers: { ...json, ...bearer(token).headers } }]
  ]
  for (const [path, init] of slow) {
    const remove = graph.faults.add({ path: /\/me/, latencyMs: 30_000 })
    const seen = graphRequests(t)
    const caller = new AbortController()
    const answer = t.rejects(stack.call(path, { ...init, signal: caller.signal }), { name: 'AbortError' })
    while (!seen[0]) await new Promise((resolve) => setTimeout(resolve, 5))
    const { socket } = seen[0]
    const hungUp = new Promise((resolve) => socket.once('close', resolve))
    t.notOk(socket.destroyed)
    caller.abort()
    await answer
    await hungUp
    t.equal(seen.length, 1)
    remove()
  }
})

t.test('a caller who hangs up between two tries ends them', async (t) => {
  t.teardown(graph.faults.add({ path: /\/me/, status: 503, headers: { 'retry-after': '3' } }))
  const seen = graphRequests(t)
  const caller = new AbortController()
  const answer = t.rejects(stack.call('/me', { ...bearer(token), signal: caller.signal }), {
    name: 'AbortError'
  })
  while (!seen[0]) await new Promise((resolve) => setTimeout(resolve, 5))
  setTimeout(() => caller.abort(), 100)
  await answer
  await new Promise((resolve) => setTimeout(resolve, 3_200))
  t.equal(seen.length, 1)
})

const json = { 'content-type': 'application/json' }

/** A caller whose Graph token is in the cache; counts from here. */
async function caller() {
  const token = await stack.entra.sign(userClaims(stack.config))
  const call = () => stack.call('/me', bearer(token))
  await call()
  const before = graph.requests.length
  return { call, exchanges: countExchanges(stack), asked: () => graph.requests.length - before }
}

/** An error of Graph. */
function error(code: string): string {
  return JSON.stringify({ error: { code, message: 'INNER' } })
}

/** What the service answers while Graph fails so, and how often it asked. */
async function failing(t: Test, fault: Omit<Fault, 'path'>, status: number, code: string, asked: number) {
  const remove = graph.faults.add({ path: /./, ...fault })
  const before = graph.requests.length
  const answer = await call()
  remove()
  t.match(answer, { status, json: { code } })
  t.equal(graph.requests.length - before, asked)
  return answer
}

/** The requests as they reach Graph, from now until the end of the test. */
function graphRequests(t: Test): IncomingMessage[] {
  const seen: IncomingMessage[] = []
  const onStart = (message: unknown) => {
    const { request } = message as { request: IncomingMessage }
    if (`http://${request.headers.host}` === graph.url) seen.push(request)
  }
  subscribe('http.server.request.start', onStart)
  t.teardown(() => unsubscribe('http.server.request.start', onStart))
  return seen
}

function logLine(requestId: unknown): Record<string, unknown> | undefined {
  return stack.log().find(({ reqId, msg }) => reqId === requestId && msg === 'request')
}
