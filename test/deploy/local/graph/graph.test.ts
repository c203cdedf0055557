import { generateKeyPair, SignJWT } from 'jose'
import t from 'tap'
import { tools } from '../../../../app/tools/index.ts'
import { startGraph } from '../../../../deploy/local/graph/index.ts'
import { accounts, apiClientId, tenant } from '../../../../deploy/local/tenant.ts'
import { answerOf, localEntra } from '../local-entra.ts'

const graphScopes = [...new Set(tools.flatMap(({ graphScopes = [] }) => graphScopes))]
const { entra, keysUrl, signIn, daemonToken } = await localEntra(t, { graphScopes })
const graph = await startGraph({ port: 0, keysUrl })
t.teardown(() => graph.close())

const now = Math.floor(Date.now() / 1000)
const tokenOf = async (user: string, scopes = ['https://graph.microsoft.com/.default']) =>
  (await signIn(user, { scopes })).access_token
const userToken = await tokenOf('user')
const stranger = await generateKeyPair('RS256')

const get = (path: string, token = userToken, headers: Record<string, string> = {}) =>
  answerOf(
    fetch(`${graph.url}/v1.0/me${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } })
  )
type Item = Record<string, unknown>
const itemsOf = async (path: string, token?: string, headers?: Record<string, string>) =>
  (await get(path, token, headers)).body.value as Item[]

t.test('the profile has the default or the selected properties', async (t) => {
  const { status, body, headers } = await get('')
  t.equal(status, 200)
  t.match(body, {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity',
    id: accounts.user.oid,
    displayName: accounts.user.name,
    userPrincipalName: accounts.user.username,
    businessPhones: [String],
    mobilePhone: String
  })
  t.notOk('department' in body, 'no more than the default')
  t.match(headers.get('content-type'), /^application\/json;odata\.metadata=minimal/)
  const selected = await get('?$select=department,displayName')
  t.same(Object.keys(selected.body).sort(), ['@odata.context', 'department', 'displayName', 'id'])
  t.match(await get('?$select=nothing'), { status: 400, body: { error: { code: 'BadRequest' } } })
})

t.test('each answer has a request id and the client request id', async (t) => {
  const one = await get('', userToken, { 'client-request-id': 'mine' })
  const two = await get('')
  t.equal(one.headers.get('client-request-id'), 'mine')
  t.match(one.headers.get('request-id'), /^[\w-]{36}$/)
  t.not(one.headers.get('request-id'), two.headers.get('request-id'))
  const refused = await get('/nothing')
  t.match(refused.body, {
    error: { innerError: { 'request-id': String(refused.headers.get('request-id')) } }
  })
})

const graphClaims = {
  aud: 'https://graph.microsoft.com',
  iss: `https://sts.windows.net/${tenant.id}/`,
  tid: tenant.id,
  oid: accounts.user.oid,
  scp: 'User.Read',
  exp: now + 600
}

t.test('the claims that the next test changes are valid', async (t) => {
  t.equal((await get('', await entra.sign(graphClaims))).status, 200)
})

for (const [title, token] of [
  ['for another audience', () => entra.sign({ ...graphClaims, aud: apiClientId })],
  ['of another issuer', () => entra.sign({ ...graphClaims, iss: entra.issuer })],
  ['that has expired', () => entra.sign({ ...graphClaims, exp: now - 1 })],
  ['of an unknown user', () => entra.sign({ ...graphClaims, oid: apiClientId })],
  ['for the API', async () => (await signIn('user')).access_token],
  [
    'of another key',
    () => new SignJWT(graphClaims).setProtectedHeader({ alg: 'RS256' }).sign(stranger.privateKey)
  ],
  ['that is none', async () => 'nonsense'],
  ['of an application for the API', () => daemonToken(apiClientId)]
] as const) {
  t.test(`a token ${title} is refused`, async (t) => {
    const { status, body, headers } = await get('', await token())
    t.match({ status, ...body }, { status: 401, error: { code: 'InvalidAuthenticationToken' } })
    t.match(headers.get('www-authenticate'), /^Bearer /)
  })
}

t.test('a token without a user cannot ask for /me', async (t) => {
  const { scp: _scp, ...claims } = graphClaims
  t.match(await get('', await entra.sign({ ...claims, idtyp: 'app' })), { status: 400 })
})

t.test('a verified token is refused after it expires', async (t) => {
  const token = await entra.sign({ ...graphClaims, exp: Math.floor(Date.now() / 1000) + 6 })
  t.equal((await get('', token)).status, 200)
  let answer = await get('', token)
  while (answer.status === 200) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    answer = await get('', token)
  }
  t.equal(answer.status, 401)
})

t.test('every endpoint requires its own permission', async (t) => {
  const profileOnly = await entra.sign({ ...graphClaims, scp: 'User.Read.Basic openid' })
  const time = 'startDateTime=2026-11-23T00:00:00Z&endDateTime=2026-11-24T00:00:00Z'
  for (const path of [
    '',
    '/manager',
    '/directReports',
    '/people',
    `/calendarView?${time}`,
    '/messages',
    "/drive/root/search(q='x')"
  ]) {
    t.equal((await get(path)).status, 200, path)
    t.equal((await get(path, profileOnly)).status, 403, path)
  }
})

t.test('every endpoint refuses the blocked and the throttled account', async (t) => {
  const blocked = await tokenOf('blocked')
  const throttled = await tokenOf('throttled')
  for (const path of ['', '/messages']) {
    t.match(await get(path, blocked), {
      status: 403,
      body: { error: { code: 'Authorization_RequestDenied' } }
    })
    const answer = await get(path, throttled)
    t.match(answer, { status: 429, body: { error: { code: 'TooManyRequests' } } })
    t.match(answer.headers.get('retry-after'), /^\d+$/)
  }
})

t.test('an account without a manager gets 404', async (t) => {
  t.match(await get('/manager'), { status: 200, body: { '@odata.type': '#microsoft.graph.user' } })
  const answer = await get('/manager', await tokenOf('mfa'))
  t.match(answer, { status: 404, body: { error: { code: 'Request_ResourceNotFound' } } })
})

t.test('people are listed and searched', async (t) => {
  t.ok((await itemsOf('/directReports')).length > 1)
  t.ok((await itemsOf('/people')).length > 2)
  t.match(await itemsOf('/people?$search="tanaka"'), [{ displayName: 'Yuki Tanaka' }])
  t.same(await itemsOf('/people', await tokenOf('mfa')), [])
})

t.test('a mailbox is read page by page', async (t) => {
  const subjects: unknown[] = []
  let path = '/messages?$top=10&$select=subject'
  let pages = 0
  while (path) {
    const { body } = await get(path)
    subjects.push(...(body.value as Item[]).map(({ subject }) => subject))
    pages += 1
    path = String(body['@odata.nextLink'] ?? '').replace('https://graph.microsoft.com/v1.0/me', '')
  }
  t.equal(pages, 3)
  t.equal(new Set(subjects).size, 25)
  t.equal((await get('/messages?$top=0')).status, 400)
  t.equal((await get('/messages?$top=many')).status, 400)
})

t.test('messages are searched, and read one by one', async (t) => {
  const found = await itemsOf('/messages?$search="fabrikam renewal"')
  t.match(found, [{ subject: 'Fabrikam renewal', importance: 'high' }])
  const [first] = await itemsOf('/messages?$top=1')
  const path = `/messages/${encodeURIComponent(String(first?.id))}`
  t.match((await get(path)).body, { id: first?.id, body: { contentType: 'html' } })
  const plain = await get(path, userToken, { prefer: 'outlook.body-content-type="text"' })
  t.match(plain.body, { body: { contentType: 'text' } })
  t.match(await get('/messages/AAMkADnone='), { status: 404, body: { error: { code: 'ErrorItemNotFound' } } })
  t.match(await get('/messages/none'), { status: 400, body: { error: { code: 'ErrorInvalidIdMalformed' } } })
  const ordered = await get('/messages?$search="fabrikam"&$orderby=receivedDateTime desc')
  t.match(ordered, { status: 400, body: { error: { code: 'SearchWithOrderBy' } } })
})

t.test('Mail.ReadBasic gives no bodies and cannot search', async (t) => {
  const basic = await tokenOf('user', ['https://graph.microsoft.com/Mail.ReadBasic'])
  const [message] = await itemsOf('/messages?$top=1', basic)
  t.ok(message && 'subject' in message && !('body' in message) && !('bodyPreview' in message))
  t.match(await get('/messages?$search="x"', basic), {
    status: 403,
    body: { error: { code: 'ErrorAccessDenied' } }
  })
})

t.test('the calendar has the events of the window, in the preferred time zone', async (t) => {
  // 2026-11-23 is a Monday.
  const query = '/calendarView?startDateTime=2026-11-23T00:00:00Z&endDateTime=2026-11-24T00:00:00Z'
  const utc = await itemsOf(query)
  t.match(utc[0], {
    subject: 'Stand-up',
    start: { dateTime: '2026-11-23T09:00:00.0000000', timeZone: 'UTC' }
  })
  const [local] = await itemsOf(query, userToken, { prefer: 'outlook.timezone="Pacific Standard Time"' })
  t.match(local, { start: { dateTime: '2026-11-23T01:00:00.0000000', timeZone: 'Pacific Standard Time' } })
  t.same(await itemsOf('/calendarView?startDateTime=2026-11-22T00:00:00&endDateTime=2026-11-22T23:00:00'), [])
  t.equal((await get('/calendarView')).status, 400)
  t.equal((await get(query, userToken, { prefer: 'outlook.timezone="Nowhere"' })).status, 400)
})

t.test('files are found by name, also with an apostrophe', async (t) => {
  t.match(await itemsOf("/drive/root/search(q='interviews')"), [{ name: 'Fabrikam interviews.docx' }])
  t.match(await itemsOf("/drive/root/search(q='what''s')"), [{ name: "What's new.pptx" }])
  t.same(await itemsOf("/drive/root/search(q='%25nothing')"), [])
})

t.test('other paths are not found, and other methods are refused', async (t) => {
  t.equal((await get('/events')).status, 400)
  t.equal((await get('/%E0%A4%A')).status, 400)
  const answer = await fetch(`${graph.url}/v1.0/me`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${userToken}` }
  })
  t.equal(answer.status, 405)
  t.equal((await fetch(`${graph.url}/v1.0/me`)).status, 401)
})

t.test('the keys are fetched again after a rotation', async (t) => {
  await entra.rotateKeys()
  t.equal((await get('', await tokenOf('user'))).status, 200)
})
