import { createHash, randomBytes } from 'node:crypto'
import t from 'tap'
import { attributes } from '../../../app/telemetry/allow-listed.ts'
import { letters } from '../../../deploy/local/graph/letters.ts'
import { authorize } from '../../../deploy/local/sign-in.ts'
import { accounts, nativeClientId } from '../../../deploy/local/tenant.ts'
import { type Answer, bearer } from '../../answer.ts'
import { startChain } from '../../chain.ts'
import { startCollector } from '../../collector.ts'
import { mcpClient } from '../../mcp-client.ts'

const scopes = [
  'access_as_user',
  'tools.people.read',
  'tools.mail.read',
  'tools.files.read',
  'tools.calendar.read'
]
const words = {
  search: 'Roadmap',
  person: 'Helena',
  file: 'budget',
  greeted: 'Nancy-in-the-query',
  path: 'nancy-in-the-path'
}

t.test('every kind of call is measured, and nothing of the user leaves', async (t) => {
  const collector = await startCollector(t)
  const { app, call, graph, token, log, url } = await startChain(t, {
    gateway: false,
    environment: {
      APPLICATIONINSIGHTS_CONNECTION_STRING: collector.connectionString
    }
  })
  const mine = await token({ scopes })
  const mcp = mcpClient(call, mine)
  const post = (path: string, of: string, body: object) =>
    call(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${of}`, 'content-type': 'application/json' },
      body: JSON.stringify(body)
    })
  const tool = (name: string, args: object = {}) =>
    mcp.modern({ method: 'tools/call', params: { name, arguments: args } })

  await call('/me', bearer(mine))
  const found = await post('/tools/list_my_messages', mine, { query: words.search })
  t.equal(found.status, 200, found.text)
  const [message] = found.json.messages as { id: string; subject: string }[]
  t.match(message?.subject, words.search, 'the search finds something')
  await tool('get_message', { id: message?.id })
  await tool('get_message', { id: 'AAMkADnobody=' })
  await tool('search_people', { query: words.person })
  await tool('search_my_files', { query: words.file })
  await tool('list_my_events')
  await tool('get_my_manager')
  await tool('search_people', { [words.greeted]: words.person })
  await mcp.modern({ method: words.path })
  await call(`/hello?name=${words.greeted}`)
  await fetch(new URL(`/users/${words.path}?name=${words.greeted}`, app.listeningOrigin))
  await fetch(new URL('/hello', app.listeningOrigin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', baggage: `user=${words.greeted}` },
    body: `{"name":${words.greeted}`
  })
  await post('/hello', mine, { [words.greeted]: 1 })
  await call('/me', { headers: { authorization: `Bearer ${mine.slice(0, -4)}AAAA` } })
  const others = await Promise.all(
    (['mfa', 'noconsent', 'blocked', 'throttled'] as const).map((user) => token({ user }))
  )
  for (const one of others) await post('/tools/get_my_profile', one, {})
  const signInSecrets = await signInByWindow(url, call)
  const trace = '0af7651916cd43dd8448eb211c80319c'
  await call('/tools/get_my_profile', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${mine}`,
      'content-type': 'application/json',
      traceparent: `00-${trace}-b7ad6b7169203331-01`
    },
    body: slowly('{}'),
    duplex: 'half'
  })
  const stuck = graph.requests.length
  graph.faults.add({ path: /GET \/v1.0\/me\?/, latencyMs: 5_000 })
  const hangUp = new AbortController()
  const hungUp = fetch(new URL('/me', app.listeningOrigin), { ...bearer(mine), signal: hangUp.signal })
  while (graph.requests.length === stuck) await new Promise((done) => setTimeout(done, 20))
  hangUp.abort()
  await t.rejects(hungUp)
  while (!log().some(({ aborted }) => aborted)) await new Promise((done) => setTimeout(done, 20))
  await app.telemetry?.stop()

  const secrets = [
    ...[mine, ...others].flatMap((jwt) => jwt.split('.')),
    ...signInSecrets,
    ...Object.values(words),
    ...Object.values(accounts).flatMap(({ oid, username, name, surname }) => [oid, username, name, surname]),
    ...letters.flatMap(({ subject, text }) => [subject, text]),
    message?.id,
    '$search',
    '$select'
  ]
  const sent = collector.bytes()
  for (const secret of secrets) t.notOk(sent.includes(String(secret)), String(secret).slice(0, 20))
  t.notMatch(sent, /eyJ|Bearer|ExceptionData/)

  const spans = collector.envelopes.filter(({ data }) => data.baseType !== 'MetricData')
  for (const { data } of spans)
    for (const name of Object.keys(data.baseData.properties))
      t.ok(attributes.has(name) || name === '_MS.links', name)

  t.ok(
    spans.some(
      ({ tags, data }) => tags['ai.operation.id'] === trace && data.baseData.target === 'graph.microsoft.com'
    ),
    'a body that comes late does not tear the trace'
  )

  const metrics = collector.envelopes.flatMap(({ data }) =>
    (data.baseData.metrics ?? []).map(({ name, value }) => ({ name, value, ...data.baseData.properties }))
  )
  const has = (metric: Record<string, string>) =>
    t.ok(
      metrics.some((one) =>
        Object.entries(metric).every(([name, value]) => String(one[name as 'name']) === value)
      ),
      Object.values(metric).join(' ')
    )
  has({ name: 'exchanges', result: 'exchanged' })
  has({ name: 'exchanges', result: 'consent_required' })
  has({ name: 'exchanges', result: 'claims_required' })
  has({ name: 'token_cache', result: 'hit' })
  has({ name: 'token_cache', result: 'miss' })
  has({ name: 'graph_token_cache', result: 'hit' })
  has({ name: 'graph_token_cache', result: 'miss' })
  has({ name: 'http.server.request.duration', 'http.route': '/hello', 'http.response.status_code': '200' })
  has({ 'http.route': '/oauth/authorize', 'http.response.status_code': '302' })
  has({ 'http.route': '/oauth/token', 'http.response.status_code': '200' })
  has({ 'http.route': '/oauth/token', 'http.response.status_code': '400' })
  has({ name: 'http.server.request.duration', code: 'token_invalid', 'http.response.status_code': '401' })
  has({ name: 'http.client.request.duration', 'server.address': 'graph.microsoft.com', 'error.type': '429' })
  has({ name: 'http.client.request.duration', 'error.type': 'AbortError' })
  has({ name: 'mcp.server.operation.duration', 'mcp.method.name': '_OTHER', 'error.type': '-32601' })
  has({ name: 'mcp.server.operation.duration', 'error.type': 'tool_error' })
  const toolMetric = (tool: string, outcome: string, code: string) =>
    has({ name: 'tool.duration', 'gen_ai.tool.name': tool, outcome, code })
  has({ name: 'tool.duration', 'gen_ai.tool.name': 'list_my_messages', outcome: 'ok' })
  toolMetric('get_message', 'caller', 'graph_not_found')
  toolMetric('search_people', 'caller', 'input_invalid')
  toolMetric('get_my_profile', 'caller', 'claims_required')
  toolMetric('get_my_profile', 'caller', 'graph_forbidden')
  toolMetric('get_my_profile', 'upstream', 'graph_unavailable')
})

/** Signs in and refreshes at `/oauth`, and tries the code again. Gives all that was secret or personal in it. */
async function signInByWindow(
  url: string,
  call: (path: string, init: RequestInit) => Promise<Answer>
): Promise<string[]> {
  const [state, verifier] = [randomBytes(16).toString('hex'), randomBytes(32).toString('base64url')]
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const client = { client_id: nativeClientId, redirect_uri: 'http://localhost:33418/callback' }
  const query = new URLSearchParams({
    ...client,
    state,
    response_type: 'code',
    scope: 'access_as_user openid profile',
    login_hint: accounts.user.username,
    code_challenge: challenge,
    code_challenge_method: 'S256'
  })
  const back = await authorize(`${url}/oauth/authorize?${query}`, 'user')
  const code = back.searchParams.get('code') ?? ''
  const redeem = (form: Record<string, string>) =>
    call('/oauth/token', { method: 'POST', body: new URLSearchParams({ ...client, ...form }) })
  const ofCode = { grant_type: 'authorization_code', code, code_verifier: verifier }
  const first = await redeem(ofCode)
  const refreshed = await redeem({
    grant_type: 'refresh_token',
    refresh_token: String(first.json.refresh_token)
  })
  const again = await redeem(ofCode)
  t.strictSame([first.status, refreshed.status, again.status], [200, 200, 400])
  const tokens = [first, refreshed].flatMap(({ json }) => [
    json.access_token,
    json.id_token,
    json.refresh_token
  ])
  return [state, verifier, challenge, code, ...tokens.flatMap((one) => String(one).split('.'))]
}

/** A body that comes some time after the headers. */
function slowly(text: string): ReadableStream {
  return new ReadableStream({
    async start(controller) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      controller.enqueue(Buffer.from(text))
      controller.close()
    }
  })
}
