import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { decodeJwt } from 'jose'
import t from 'tap'
import { agentIdentityId } from '../../../../deploy/local/entra/agent-identity.ts'
import { accounts, nativeClientId, tenant } from '../../../../deploy/local/tenant.ts'
import { clientDocument, documentUrl, send, serveDocuments } from '../client-document.ts'
import { answerOf, localEntra, userScope } from '../local-entra.ts'

const jsonType = { 'content-type': 'application/json' }
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const mailScope = userScope.replace('access_as_user', 'tools.mail.read')
const loopback = 'http://localhost:61234/callback'

t.test('a client that is known by its document alone signs in as an agent identity', async (t) => {
  const { entra, signIn, post } = await localEntra(t)
  const { requests } = await serveDocuments(t, entra)
  const scopes = [userScope, 'openid', 'offline_access']
  const tokens = await signIn('user', { clientId: documentUrl, redirectUri: loopback, scopes })

  const claims = decodeJwt(tokens.access_token)
  const { azp } = claims
  t.match(azp, guid)
  t.match(claims, { azpacr: '0', idtyp: 'user', oid: accounts.user.oid, scp: 'access_as_user' })
  t.ok(String(claims.xms_act_fct).split(' ').includes('11'), 'the facet of an agent identity')
  t.match(claims.xms_par_app_azp, guid)
  t.not(claims.xms_par_app_azp, azp)
  const identity = decodeJwt(tokens.id_token ?? '')
  t.equal(identity.aud, documentUrl, 'the client knows itself by its address')
  t.not(identity.sub, accounts.user.oid, 'the subject is pairwise')

  const renewed = await post({
    grant_type: 'refresh_token',
    client_id: documentUrl,
    refresh_token: tokens.refresh_token ?? ''
  })
  t.equal(renewed.status, 200)
  t.match(decodeJwt(String(renewed.body.access_token)), { azp, xms_act_fct: claims.xms_act_fct })
  t.equal(requests.length, 1, 'the document is fetched once and kept')
  t.match(requests[0], { method: 'GET', url: new URL(documentUrl).pathname })
  t.equal(requests[0]?.headers['user-agent'] ?? '', '', 'nothing is told to the host')
  t.notOk(requests[0]?.headers.cookie || requests[0]?.headers.authorization)
})

t.test('an agent identity belongs to one address in one tenant', async (t) => {
  const id = agentIdentityId(tenant.id, documentUrl)
  t.equal(agentIdentityId(tenant.id, documentUrl), id)
  t.not(agentIdentityId(tenant.id, `${documentUrl}?`), id)
  t.not(agentIdentityId(nativeClientId, documentUrl), id)
})

t.test('a client of the tenant is no agent', async (t) => {
  const { signIn } = await localEntra(t)
  const claims = decodeJwt((await signIn('user')).access_token)
  t.notOk('xms_act_fct' in claims || 'xms_par_app_azp' in claims || 'idtyp' in claims)
})

for (const [title, answer, reason] of [
  ['is missing', (response) => response.writeHead(404).end(), /status 404/],
  ['is elsewhere', (response) => response.writeHead(302, { location: documentUrl }).end(), /status 302/],
  ['was moved with a body', (response) => response.writeHead(301).end(text()), /status 301/],
  ['is created', (response) => response.writeHead(201, jsonType).end(text()), /status 201/],
  ['is a page', send(clientDocument, 'text/html'), /content type is .*text\/html/],
  ['is plain text', send(clientDocument, 'text/plain; x=application/json'), /content type/],
  ['has no type', (response) => response.end(text()), /content type is &#34;&#34;/],
  ['is of a type like JSON', send(clientDocument, 'application/jsonp'), /content type/],
  ['is no JSON', send('<html>'), /JSON/],
  ['is a list', send([clientDocument]), /not a JSON object/],
  ['is null', send('null'), /not a JSON object/],
  ['is of another client', send({ ...clientDocument, client_id: `${documentUrl}x` }), /does not match/],
  [
    'has another spelling',
    send({ ...clientDocument, client_id: 'HTTPS://agent.example/oauth/client.json' }),
    /does not match/
  ],
  ['has no client_id', send({ ...clientDocument, client_id: undefined }), /does not match/],
  ['is too large', send({ ...clientDocument, more: 'x'.repeat(6000) }), /longer than 5120 bytes/],
  ['never comes', () => {}, /timeout/],
  ['does not end', (response) => void drip(response), /longer than 5120 bytes/],
  ['holds a secret', send({ ...clientDocument, client_secret: 'x' }), /client_secret/],
  [
    'wants a secret',
    send({ ...clientDocument, token_endpoint_auth_method: 'client_secret_post' }),
    /shared-secret/
  ],
  [
    'says nothing of authentication',
    send({ ...clientDocument, token_endpoint_auth_method: undefined }),
    /client_secret|authentication/
  ],
  ['has a key of its own', send({ ...clientDocument, token_endpoint_auth_method: 'private_key_jwt' }), /./],
  ['has no redirect URI', send({ ...clientDocument, redirect_uris: [] }), /redirect_uris/],
  [
    'has a redirect URI that is none',
    send({ ...clientDocument, redirect_uris: ['/callback'] }),
    /redirect_uris/
  ],
  ['has an address that runs script', send({ ...clientDocument, client_uri: 'javascript:1' }), /client_uri/],
  [
    'is cut off',
    (response) =>
      response.writeHead(200, { ...jsonType, 'content-length': '99' }).end('{', () => response.destroy()),
    /./
  ]
] as [string, Parameters<typeof serveDocuments>[2], RegExp][]) {
  t.test(`a client is refused whose document ${title}`, async (t) => {
    const { entra, base } = await localEntra(t)
    await serveDocuments(t, entra, answer)
    const response = await fetch(authorizeUrl(base), { redirect: 'manual' })
    const page = await response.text()
    t.equal(response.status, 400)
    t.notOk(response.headers.has('location'), 'nobody is sent to an address that nobody vouches for')
    const [, alert = ''] = /role="alert">([^<]*)/.exec(page) ?? []
    t.match(alert, documentUrl)
    t.match(alert, reason)
  })
}

t.test('a document may be of any JSON type, and say more than Entra reads', async (t) => {
  for (const type of [
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/oauth-client+json'
  ]) {
    const { entra, signIn } = await localEntra(t)
    await serveDocuments(
      t,
      entra,
      send({ ...clientDocument, software_id: 'x', contacts: ['a@b.example'] }, type)
    )
    t.ok((await signIn('user', asClient())).access_token, type)
  }
})

for (const [title, redirectUri, accepted] of [
  ['another port of loopback', 'http://localhost:1/callback', true],
  ['no port of loopback', 'http://localhost/callback', true],
  ['its address on the web', 'https://agent.example/callback', true],
  ['another path', 'http://localhost:61234/callback/x', false],
  ['another host of loopback', 'http://127.0.0.1:61234/callback', false],
  ['another port of an address on the web', 'https://agent.example:8443/callback', false],
  ['an added query', 'https://agent.example/callback?x=1', false],
  ['another case of letters', 'https://agent.example/Callback', false],
  ['another site', 'https://evil.example/callback', false],
  ['a host that looks alike', 'http://localhost.evil.example/callback', false],
  ['an address of the public client of the tenant', 'http://localhost/oauth/callback', false]
] as const) {
  t.test(`${title} is ${accepted ? 'a' : 'no'} redirect URI of the document`, async (t) => {
    const { entra, base } = await localEntra(t)
    await serveDocuments(t, entra)
    const response = await fetch(authorizeUrl(base, { redirect_uri: redirectUri }), { redirect: 'manual' })
    t.equal(response.status, accepted ? 303 : 400)
    if (!accepted) t.match(await response.text(), /AADSTS50011/)
  })
}

for (const clientId of [
  'http://agent.example/oauth/client.json',
  'https://agent.example/oauth/client.json#x',
  'https://user@agent.example/oauth/client.json',
  'https://agent.example/oauth/../client.json',
  'https://agent.example/oauth/%2e%2e/client.json',
  'https://agent.example\\oauth',
  'https://agent.example/ oauth',
  'https://other.example/client.json',
  'https://localhost/client.json',
  'https://127.0.0.1/client.json',
  'https://[::1]/client.json',
  'https://169.254.169.254/metadata/identity/oauth2/token',
  'https://agent.example:444/oauth/client.json',
  'https://constructor/x',
  'https://'
]) {
  t.test(`nothing is fetched for the client id ${clientId}`, async (t) => {
    const { entra, base } = await localEntra(t)
    const { requests } = await serveDocuments(t, entra)
    const response = await fetch(authorizeUrl(base, { client_id: clientId }), { redirect: 'manual' })
    t.equal(response.status, 400)
    t.match(await response.text(), /AADSTS700016|cannot use the client metadata document/)
    t.same(requests, [])
  })
}

t.test('the page says how a person does without a document', async (t) => {
  const { base } = await localEntra(t)
  const page = await (await fetch(authorizeUrl(base))).text()
  t.match(page, 'no call leaves this machine')
  t.match(page, nativeClientId)
})

t.test('a client with a document must prove its code like any public client', async (t) => {
  const { entra, base, post } = await localEntra(t)
  await serveDocuments(t, entra)
  const refused = await fetch(authorizeUrl(base, { code_challenge: '', code_challenge_method: '' }), {
    redirect: 'manual'
  })
  t.match(refused.headers.get('location'), /error=invalid_request/)
  const form = {
    client_id: documentUrl,
    grant_type: 'client_credentials',
    scope: `api://${tenant.id}/.default`
  }
  t.match(await post(form), { status: 401, body: { error: 'invalid_client', error_codes: [7000218] } })
  t.match(await post({ ...form, client_secret: 'x' }), {
    status: 401,
    body: { error: 'invalid_client', error_codes: [700025] }
  })
})

t.test('a client with a document has no other grant than the code', async (t) => {
  const { base } = await localEntra(t)
  const body = new URLSearchParams({ client_id: documentUrl, scope: userScope })
  const answer = await answerOf(fetch(`${base}/oauth2/v2.0/devicecode`, { method: 'POST', body }))
  t.match(answer, { status: 400, body: { error: 'unauthorized_client' } })
})

t.test('a refresh token is of one client, and serves the scopes that the person consented to', async (t) => {
  const { entra, signIn, post } = await localEntra(t)
  await serveDocuments(t, entra)
  const scopes = [userScope, 'offline_access']
  const { refresh_token = '' } = await signIn('user', { ...asClient(), scopes })
  const renew = (scope: string, clientId: string = documentUrl) =>
    post({ grant_type: 'refresh_token', client_id: clientId, refresh_token, scope })
  t.match(await renew(userScope), { status: 200 })
  for (const scope of [
    mailScope,
    `${userScope} ${mailScope}`,
    'https://graph.microsoft.com/Mail.Read',
    'openid'
  ]) {
    t.match(
      await renew(scope),
      { status: 400, body: { error: 'invalid_grant', error_codes: [65001] } },
      scope
    )
  }
  t.match(await renew(userScope, `${documentUrl}x`), { status: 400, body: { error_codes: [70000] } })
  t.match(await renew(userScope, nativeClientId), { status: 400, body: { error_codes: [70000] } })

  await signIn('user', { ...asClient(), scopes: [mailScope] })
  t.match(await renew(mailScope), { status: 200 }, 'after another consent')
})

function asClient() {
  return { clientId: documentUrl, redirectUri: loopback }
}

function authorizeUrl(base: string, changes: Record<string, string> = {}): string {
  const query = {
    client_id: documentUrl,
    response_type: 'code',
    redirect_uri: loopback,
    scope: userScope,
    code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes
  }
  return `${base}/oauth2/v2.0/authorize?${new URLSearchParams(query)}`
}

function text(): string {
  return JSON.stringify(clientDocument)
}

/** Sends one part after another and never ends. */
async function drip(response: ServerResponse): Promise<void> {
  response.writeHead(200, jsonType)
  while (!response.destroyed) {
    response.write(' '.repeat(1000))
    await delay(1)
  }
}
