import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { accounts, nativeClientId } from '../../deploy/local/tenant.ts'
import { bearer } from '../answer.ts'
import { startChain } from '../chain.ts'
import { userClaims } from '../user-claims.ts'

const stack = await startChain(t, { gateway: false })
const token = await stack.entra.sign(userClaims(stack.config))
const ofPino = ['level', 'time', 'pid', 'hostname', 'msg', 'reqId']
const ofRequests = ['method', 'route', 'status', 'aborted', 'milliseconds', 'user', 'client']
const ofFailures = ['code', 'err', 'entra', 'graphRequestId']
const traceIds = { count: 0 }

t.test('a request is one line', async (t) => {
  const { lines } = await logged('/me', bearer(token))
  t.equal(lines.length, 1)
  t.match(lines[0], {
    level: 30,
    msg: 'request',
    method: 'GET',
    route: '/me',
    status: 200,
    milliseconds: Number,
    user: accounts.user.oid,
    client: nativeClientId,
    graphRequestId: /^[0-9a-f-]{36}$/
  })
})

t.test('a failure is one line with its code; what is our fault is an error with its cause', async (t) => {
  const refused = await logged('/me')
  t.equal(refused.lines.length, 1)
  t.match(refused.lines[0], { level: 30, status: 401, code: 'token_missing' })
  t.equal(refused.lines[0]?.err, undefined)

  t.teardown(stack.graph.faults.add({ path: /./, status: 500 }))
  const broken = await logged('/me', bearer(token))
  t.equal(broken.lines.length, 1)
  t.match(broken.lines[0], {
    level: 50,
    status: 503,
    code: 'graph_unavailable',
    err: { stack: /plugins\/graph\// }
  })
})

t.test('what is sent is not in the log: no query, name, header or body', async (t) => {
  const secret = { query: 'Zebedee', header: 'Yolanda', body: 'Xanthippe' }
  const wanted: [path: string, init?: RequestInit][] = [
    [`/hello?name=${secret.query}`, { headers: { 'x-name': secret.header, cookie: secret.header } }],
    [`/hello?name=${secret.query}&${secret.query}=1`, {}],
    ['/hello', { ...post, body: JSON.stringify({ name: secret.body }) }],
    ['/hello', { ...post, body: JSON.stringify({ name: 1, [secret.body]: 1 }) }],
    ['/hello', { ...post, body: secret.body }],
    ['/echo', { method: 'POST', body: secret.body }],
    [`/nowhere/${secret.query}`, {}],
    ['/hello', { ...bearer(token), headers: { authorization: `Basic ${secret.header}` } }],
    ['/me', { headers: { authorization: `Bearer ${token}.${secret.header}` } }],
    ['/me', bearer(token)],
    ['/status', bearer(token)]
  ]
  for (const [path, init] of wanted) {
    const { lines } = await logged(path, init)
    t.equal(lines.length, 1, path)
    t.notMatch(JSON.stringify(lines), /Zebedee|Yolanda|Xanthippe/)
    for (const { name, username, givenName } of [accounts.user]) {
      t.notMatch(JSON.stringify(lines), new RegExp(`${name}|${username}|${givenName}`))
    }
  }
})

t.test('no line has a field but those that are named', async (t) => {
  t.teardown(stack.entra.faults.add({ path: /token/, status: 400, body: '{"error":"invalid_client"}' }))
  await logged('/me', bearer(await stack.entra.sign(userClaims(stack.config))))
  const lines = stack.log().filter(({ msg }) => msg === 'request')
  t.ok(lines.length > 10)
  const known = new Set([...ofPino, ...ofRequests, ...ofFailures])
  for (const line of lines)
    t.same(
      Object.keys(line).filter((field) => !known.has(field)),
      []
    )
  const errors = lines.flatMap(({ err }) => (err ? [Object.keys(err)] : [])).flat()
  t.ok(errors.length > 0)
  t.same(
    errors.filter((field) => !['type', 'message', 'stack', 'code', 'cause'].includes(field)),
    []
  )
})

t.test('the trace of the caller names the request', async (t) => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  const { json } = await stack.call('/me', { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } })
  t.equal(json.requestId, traceId)
  t.match(
    stack.log().filter(({ reqId }) => reqId === traceId),
    [{ msg: 'request', route: '/me' }]
  )
})

const malformed = [
  '',
  'hello',
  '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
  '00-4bf92f3577b34da6a3ce929d0e0e4737-0000000000000000-01',
  '00-4BF92F3577B34DA6A3CE929D0E0E4737-00F067AA0BA902B7-01',
  '00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01',
  'x00-4bf92f3577b34da6a3ce929d0e0e4737-00f067aa0ba902b7-01'
]

for (const traceparent of malformed) {
  t.test(`the traceparent "${traceparent}" counts as none`, async (t) => {
    const { json } = await stack.call('/me', { headers: { traceparent } })
    t.match(json.requestId, /^[0-9a-f]{32}$/)
    t.notMatch(json.requestId, /^(0{32}|4bf92f3577b34da6a3ce929d0e0e473)/)
  })
}

t.test('a caller who hangs up leaves a line too, and it is no error', async (t) => {
  t.teardown(stack.graph.faults.add({ path: /./, latencyMs: 30_000 }))
  const before = stack.graph.requests.length
  const caller = new AbortController()
  const answer = t.rejects(logged('/me', { ...bearer(token), signal: caller.signal }), { name: 'AbortError' })
  while (stack.graph.requests.length === before) await delay(5)
  caller.abort()
  await answer
  while (!stack.log().some(({ aborted }) => aborted)) await delay(5)
  await delay(50)
  const lines = stack.log().filter(({ reqId }) => reqId === traceIdOf(traceIds.count))
  t.equal(lines.length, 1)
  t.match(lines[0], { level: 30, route: '/me', aborted: true, user: accounts.user.oid })
  t.equal(lines[0]?.status, undefined)
})

const post = { method: 'POST', headers: { 'content-type': 'application/json' } }

/** Calls under a trace of its own, and finds the lines of that trace. */
async function logged(path: string, init: RequestInit = {}) {
  traceIds.count += 1
  const traceId = traceIdOf(traceIds.count)
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, ...init.headers }
  const answer = await stack.call(path, { ...init, headers })
  // The line is written once the answer is on its way.
  while (!stack.log().some(({ reqId }) => reqId === traceId)) await delay(5)
  return { answer, lines: stack.log().filter(({ reqId }) => reqId === traceId) }
}

function traceIdOf(count: number): string {
  return count.toString(16).padStart(32, 'a')
}
