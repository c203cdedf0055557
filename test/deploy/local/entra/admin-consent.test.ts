import { decodeJwt } from 'jose'
import t, { type Test } from 'tap'
import { apiClientId, nativeClientId, tenant } from '../../../../deploy/local/tenant.ts'
import { clientDocument, documentUrl, send, serveDocuments } from '../client-document.ts'
import { localEntra, secret, userScope } from '../local-entra.ts'
import { visitor } from '../visitor.ts'

const redirectUri = 'http://localhost:3000/docs/redirect.html'
const graph = 'https://graph.microsoft.com'
const accept = { username: 'admin', consent: 'yes' }
const cancel = { username: 'admin', consent: 'no' }

t.test('an administrator grants the permissions of the API for Graph to everybody', async (t) => {
  const { visit, address, exchange } = await start(t)
  t.match(await exchange(), { status: 400, body: { error_codes: [65001] } })

  const signIn = await visit(address())
  t.match(signIn.page, 'admin@contoso.onmicrosoft.com')
  const consent = await visit(address(), { username: 'admin' })
  t.match(consent.page, 'Accept for your organization')
  t.match(consent.page, 'mcp-auth-service')
  t.match(consent.page, 'Read your mail')
  t.match(await exchange(), { status: 400 }, 'looking at the page grants nothing')

  const granted = await visit(address(), accept)
  t.equal(granted.status, 200)
  t.match(granted.page, '<h1>Permissions granted</h1>')
  const { status, body } = await exchange()
  t.equal(status, 200)
  t.match(decodeJwt(String(body.access_token)), { aud: graph, scp: 'User.Read' })
})

t.test('whoever is no administrator grants nothing', async (t) => {
  const { visit, address, exchange } = await start(t)
  for (const username of ['user', 'noconsent', 'mfa']) {
    t.match(await visit(address(), { username, consent: 'yes' }), {
      status: 403,
      page: /Need admin approval/
    })
  }
  t.match(await visit(address(), { username: 'nobody', consent: 'yes' }), {
    page: /nobody is not an account/
  })
  t.match(await visit(address(), { consent: 'yes' }), { page: /<h1>Sign in<\/h1>/ })
  t.match(await exchange(), { status: 400 })
})

t.test('an administrator who cancels changes nothing', async (t) => {
  const { visit, address, exchange } = await start(t)
  t.match((await visit(address(), cancel)).page, 'Nothing was granted')
  t.match(await exchange(), { status: 400 })
})

t.test('the outcome goes to a registered redirect URI, with the state', async (t) => {
  const { visit, address, exchange } = await start(t)
  const query = { redirect_uri: redirectUri, state: 's t&' }
  const scope = `${graph}/User.Read offline_access`
  const answer = async (url: string, form: Record<string, string>) =>
    Object.fromEntries(new URL((await visit(url, form)).url).searchParams)

  t.same(await answer(address(query), cancel), {
    error: 'permission_denied',
    error_description: 'The admin canceled the request',
    state: 's t&'
  })
  const denied = await answer(address({ ...query, scope }, '/v2.0'), cancel)
  t.match(denied, { admin_consent: 'True', error: 'consent_required', state: 's t&' })
  t.match(denied.error_description, /^AADSTS65004/)
  t.match(await exchange(), { status: 400 })

  t.same(await answer(address({ ...query, scope }, '/v2.0'), accept), {
    admin_consent: 'True',
    tenant: tenant.id,
    scope: `${graph}/User.Read`,
    state: 's t&'
  })
  t.match(await exchange(), { status: 200 })
  t.match(await exchange('Mail.Read'), { status: 400 }, 'only what was asked for is granted')
  t.same(await answer(address({ redirect_uri: redirectUri }), accept), {
    admin_consent: 'True',
    tenant: tenant.id
  })
  t.match(await exchange('Mail.Read'), { status: 200 })
})

for (const [title, version, query, message] of [
  ['no client', '', { client_id: '' }, /AADSTS900144: .*client_id/],
  ['an unknown client', '', { client_id: tenant.id }, /AADSTS700016/],
  [
    'a document that nobody serves',
    '',
    { client_id: 'https://other.example/x' },
    /AADSTS700016: .*other\.example/
  ],
  ['a foreign redirect URI', '', { redirect_uri: 'https://evil.example/' }, /AADSTS50011/],
  ['a redirect URI that only begins well', '', { redirect_uri: `${redirectUri}/x` }, /AADSTS50011/],
  ['v2.0 without a redirect URI', '/v2.0', { scope: '.default' }, /AADSTS900144: .*redirect_uri/],
  ['v2.0 without a scope', '/v2.0', { redirect_uri: redirectUri }, /AADSTS900144: .*scope/],
  ['v2.0 with a scope of nobody', '/v2.0', { redirect_uri: redirectUri, scope: 'api://x/y' }, /AADSTS500011/]
] as const) {
  t.test(`a request with ${title} is refused on a page`, async (t) => {
    const { visit, address } = await start(t)
    for (const form of [undefined, accept]) {
      const refused = await visit(address(query, version), form)
      t.equal(refused.status, 400)
      t.match(refused.page, message)
    }
  })
}

t.test('an administrator adds a client by its document before anybody signs in', async (t) => {
  const { visit, address, entra, signIn } = await start(t)
  await serveDocuments(t, entra, send(clientDocument))
  const consent = await visit(address({ client_id: documentUrl }), { username: 'admin' })
  t.match(consent.page, 'agent.example · unverified')
  await visit(address({ client_id: documentUrl }), accept)
  const client = { clientId: documentUrl, redirectUri: 'http://localhost/callback', scopes: [userScope] }
  t.ok((await signIn('user', client)).access_token)
})

t.test('the page is there by the domain of the tenant too, and for the public client', async (t) => {
  const { visit, entra } = await start(t)
  const address = `${entra.url}/${tenant.domain}/adminconsent?client_id=${nativeClientId}`
  t.match(await visit(address, { username: 'admin' }), { status: 200, page: /MCP clients/ })
})

async function start(t: Test) {
  const local = await localEntra(t)
  const { base, post } = local
  const { access_token: assertion } = await local.signIn('noconsent')
  return {
    ...local,
    visit: visitor(),
    address(query: Record<string, string> = {}, version = ''): string {
      return `${base}${version}/adminconsent?${new URLSearchParams({ client_id: apiClientId, ...query })}`
    },
    exchange: (scope = 'User.Read') =>
      post({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        requested_token_use: 'on_behalf_of',
        client_id: apiClientId,
        client_secret: secret,
        assertion,
        scope: `${graph}/${scope}`
      })
  }
}
