import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import t from 'tap'
import { authorize } from '../../../../deploy/local/sign-in.ts'
import { accounts, apiClientId, nativeClientId, tenant } from '../../../../deploy/local/tenant.ts'
import { localEntra, secret, userScope, webRedirectUri } from '../local-entra.ts'

const { base, post, signIn } = await localEntra(t)
const graph = 'https://graph.microsoft.com'
const mailScope = `api://${apiClientId}/tools.mail.read`
const verifier = 'v'.repeat(64)
const redirect_uri = 'http://localhost:50123/callback'

/** A code for the scopes of the request, from a sign-in as `user`. */
async function codeFor(scope: string, changes: Record<string, string> = {}) {
  const query = new URLSearchParams({
    client_id: nativeClientId,
    response_type: 'code',
    redirect_uri,
    scope,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes
  })
  for (const [name, value] of [...query]) if (!value) query.delete(name)
  return (await authorize(`${base}/oauth2/v2.0/authorize?${query}`, 'user')).searchParams.get('code') ?? ''
}
const redeem = (code: string, changes: Record<string, string> = {}) => {
  const form = {
    grant_type: 'authorization_code',
    client_id: nativeClientId,
    redirect_uri,
    code,
    code_verifier: verifier,
    ...changes
  }
  return post(Object.fromEntries(Object.entries(form).filter(([, value]) => value)))
}
const claimsOf = ({ body }: { body: Record<string, unknown> }) => decodeJwt(String(body.access_token))

for (const [title, scope, expected] of [
  ['full names', `${userScope} ${mailScope}`, `${userScope} ${mailScope}`],
  ['names by client id', `${apiClientId}/access_as_user`, `${apiClientId}/access_as_user`],
  [
    'OpenID scopes too, but offline_access',
    `openid profile offline_access ${userScope}`,
    `openid profile ${userScope}`
  ],
  ['short names of Graph', 'openid User.Read', 'openid User.Read'],
  [
    'what .default stands for, and .default',
    `api://${apiClientId}/.default`,
    `${userScope} ${mailScope} api://${apiClientId}/.default`
  ]
] as const) {
  t.test(`the scope of an answer repeats that of the request: ${title}`, async (t) => {
    const { body } = await redeem(await codeFor(scope))
    t.same(String(body.scope).split(' ').sort(), expected.split(' ').sort())
  })
}

t.test('a code of two resources is redeemed for the first, or for the one that is named', async (t) => {
  const scope = `openid ${userScope} ${graph}/Mail.Read ${mailScope}`
  const first = await redeem(await codeFor(scope))
  t.match(claimsOf(first), { aud: apiClientId, scp: 'access_as_user tools.mail.read' })
  const named = await redeem(await codeFor(scope), { scope: `${graph}/Mail.Read` })
  t.match(claimsOf(named), { aud: graph, scp: 'Mail.Read' })
  const both = await redeem(await codeFor(scope), { scope: `${userScope} ${graph}/Mail.Read` })
  t.match(both, { status: 400, body: { error: 'invalid_scope', error_codes: [28000] } })
})

t.test('a code is not redeemed for what nobody consented to', async (t) => {
  const { status, body } = await redeem(await codeFor(userScope), { scope: 'Mail.Send' })
  t.match({ status, ...body }, { status: 400, error: 'invalid_grant', error_codes: [65001] })
})

const codeRefusals: [string, Record<string, string>, string, number][] = [
  ['a code of nobody', { code: 'nonsense' }, 'invalid_grant', 70000],
  ['another client', { client_id: apiClientId, client_secret: secret }, 'invalid_grant', 70000],
  ['another redirect URI', { redirect_uri: 'http://localhost:50124/callback' }, 'invalid_grant', 500112],
  ['a wrong verifier', { code_verifier: 'w'.repeat(64) }, 'invalid_grant', 501481],
  ['no verifier', { code_verifier: '' }, 'invalid_request', 900144],
  ['no redirect URI', { redirect_uri: '' }, 'invalid_request', 900144],
  ['no code', { code: '' }, 'invalid_request', 900144]
]
for (const [title, changes, error, code] of codeRefusals) {
  t.test(`a redemption with ${title} is refused, and does not use the code up`, async (t) => {
    const good = await codeFor(userScope)
    const { status, body } = await redeem(good, changes)
    t.match({ status, ...body }, { status: 400, error, error_codes: [code] })
    t.equal((await redeem(good)).status, 200)
  })
}

t.test(
  'a client with a secret may leave PKCE out, and one without may not bring a verifier alone',
  async (t) => {
    const plain = { code_challenge: '', code_challenge_method: '' }
    const own = { client_id: apiClientId, redirect_uri: webRedirectUri, ...plain }
    const code = await codeFor(`${apiClientId}/access_as_user`, own)
    const proof = {
      client_id: apiClientId,
      client_secret: secret,
      redirect_uri: webRedirectUri,
      code_verifier: ''
    }
    const answer = await redeem(code, proof)
    t.equal(answer.status, 200)
    t.match(claimsOf(answer), { azp: apiClientId, azpacr: '1', scp: 'access_as_user' })

    const downgraded = await redeem(await codeFor(userScope, plain))
    t.match(downgraded.body, { error: 'invalid_grant', error_codes: [501481] })
  }
)

t.test('a single-page application must use PKCE', async (t) => {
  const page = 'http://localhost:3000/docs/redirect.html'
  const own = { client_id: apiClientId, redirect_uri: page, code_challenge: '', code_challenge_method: '' }
  const code = await codeFor(`${apiClientId}/access_as_user`, own)
  const { body } = await redeem(code, { client_id: apiClientId, redirect_uri: page, code_verifier: '' })
  t.match(body, { error: 'invalid_request', error_codes: [9002325] })
})

t.test('a nonce comes back in the ID token, and claims by scope', async (t) => {
  const { body } = await redeem(await codeFor('openid', { nonce: 'n-1' }))
  const claims = decodeJwt(String(body.id_token))
  t.match(claims, { nonce: 'n-1', aud: nativeClientId, sub: String })
  t.notOk('name' in claims || 'oid' in claims || 'email' in claims)
  const { body: whole } = await redeem(await codeFor('openid profile email'))
  t.match(decodeJwt(String(whole.id_token)), {
    name: accounts.user.name,
    email: accounts.user.username,
    oid: accounts.user.oid
  })
})

t.test('a capability that the client declares is in its tokens', async (t) => {
  const claims = '{"access_token":{"xms_cc":{"values":["cp1"]}}}'
  t.notOk('xms_cc' in claimsOf(await redeem(await codeFor(userScope))))
  const atToken = await redeem(await codeFor(userScope), { claims })
  t.same(claimsOf(atToken).xms_cc, ['cp1'], 'at the token endpoint')
  const atSignIn = await redeem(await codeFor(`${userScope} offline_access`, { claims }))
  t.same(claimsOf(atSignIn).xms_cc, ['cp1'], 'at the authorization endpoint')
  const refresh_token = String(atSignIn.body.refresh_token)
  const renewed = await post({ grant_type: 'refresh_token', client_id: nativeClientId, refresh_token })
  t.same(claimsOf(renewed).xms_cc, ['cp1'], 'and after a refresh')
})

t.test('malformed claims requests ask for nothing', async (t) => {
  const texts = [
    'x',
    'null',
    '[]',
    '{"access_token":null}',
    '{"access_token":{"acrs":1,"xms_cc":{"values":"cp1"}}}'
  ]
  for (const claims of texts) {
    const answer = await redeem(await codeFor(userScope, { claims }), { claims })
    t.equal(answer.status, 200, claims)
    t.notOk('xms_cc' in claimsOf(answer) || 'acrs' in claimsOf(answer))
  }
})

t.test('client credentials give an app-only token for Graph, without permissions', async (t) => {
  const { status, body } = await post({
    grant_type: 'client_credentials',
    client_id: apiClientId,
    client_secret: secret,
    scope: `${graph}/.default`
  })
  t.equal(status, 200)
  const claims = decodeJwt(String(body.access_token))
  t.match(claims, { aud: graph, idtyp: 'app', appid: apiClientId, ver: '1.0' })
  t.notOk('scp' in claims || 'roles' in claims)
})

t.test('an API may ask for v1.0 tokens', async (t) => {
  const v1 = await localEntra(t, { accessTokenVersion: 1 })
  const { access_token } = await v1.signIn('user')
  const claims = decodeJwt(access_token)
  t.match(claims, {
    aud: `api://${apiClientId}`,
    iss: `https://sts.windows.net/${tenant.id}/`,
    appid: nativeClientId,
    appidacr: '0',
    oid: accounts.user.oid,
    scp: 'access_as_user',
    upn: accounts.user.username,
    ver: '1.0'
  })
  t.notOk('azp' in claims || 'preferred_username' in claims)
  const byGuid = await v1.signIn('user', { scopes: [`${apiClientId}/access_as_user`] })
  t.equal(decodeJwt(byGuid.access_token).aud, apiClientId, 'the audience is the name of the request')

  const exchange = await v1.post({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    client_id: apiClientId,
    client_secret: secret,
    assertion: access_token,
    requested_token_use: 'on_behalf_of',
    scope: `${graph}/User.Read`
  })
  t.equal(exchange.status, 200)
  t.match(claimsOf(exchange), { oid: accounts.user.oid, scp: 'User.Read' })
})

t.test('a sign-in for Graph alone gives no token for the API', async (t) => {
  const { access_token } = await signIn('user', { scopes: ['Mail.Read'] })
  t.match(decodeJwt(access_token), { aud: graph, scp: 'Mail.Read' })
})
