import { createHash } from 'node:crypto'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import t from 'tap'
import { accounts, apiClientId, nativeClientId, tenant } from '../../../../deploy/local/tenant.ts'
import { localEntra, secret, stepUp, userScope } from '../local-entra.ts'

const { entra, base, keysUrl, post, signIn } = await localEntra(t)
const spaRedirect = 'http://localhost:3000/docs/redirect.html'
const verifier = 'v'.repeat(43)

const authorizeUrl = (changes: Record<string, string> = {}) => {
  const query = {
    client_id: nativeClientId,
    response_type: 'code',
    redirect_uri: 'http://localhost:50123/callback',
    scope: userScope,
    state: 'st te&',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes
  }
  return `${base}/oauth2/v2.0/authorize?${new URLSearchParams(Object.entries(query).filter(([, value]) => value))}`
}
const authorize = (changes: Record<string, string> = {}) =>
  fetch(authorizeUrl(changes), { redirect: 'manual' })
const refusalOf = ({ headers }: Response) => new URL(headers.get('location') ?? 'about:blank').searchParams

t.test('a user signs in and gets a v2.0 access token for the API', async (t) => {
  const { access_token, id_token, refresh_token, expires_in } = await signIn('user')
  t.match(decodeProtectedHeader(access_token), { typ: 'JWT', alg: 'RS256', kid: String })
  const { payload } = await jwtVerify(access_token, createRemoteJWKSet(new URL(keysUrl)), {
    issuer: entra.issuer,
    audience: apiClientId
  })
  t.match(payload, {
    azp: nativeClientId,
    azpacr: '0',
    name: accounts.user.name,
    oid: accounts.user.oid,
    preferred_username: 'user@contoso.onmicrosoft.com',
    scp: 'access_as_user',
    tid: tenant.id,
    uti: String,
    ver: '2.0'
  })
  t.not(payload.sub, accounts.user.oid, 'the subject is pairwise')
  t.notOk('idtyp' in payload || 'roles' in payload || 'acrs' in payload)
  t.ok(expires_in >= 3600 && expires_in <= 5400, 'the lifetime is 60 to 90 minutes')
  t.ok(Math.abs(Number(payload.exp) - Date.now() / 1000 - expires_in) < 30)
  t.equal(payload.iat, payload.nbf)
  t.notOk(id_token ?? refresh_token, 'other tokens come only when asked for')
})

t.test(
  'the subject of a user is the same for every client of one API, and differs between users',
  async (t) => {
    const { access_token } = await signIn('user')
    const scopes = [`${apiClientId}/access_as_user`]
    const spa = await signIn('user', { clientId: apiClientId, redirectUri: spaRedirect, scopes })
    const other = await signIn('blocked')
    t.equal(decodeJwt(access_token).sub, decodeJwt(spa.access_token).sub)
    t.equal(decodeJwt(spa.access_token).azp, apiClientId)
    t.not(decodeJwt(access_token).sub, decodeJwt(other.access_token).sub)
  }
)

t.test('an application can ask for itself only by its client id', async (t) => {
  for (const scope of [userScope, `openid ${userScope}`]) {
    const response = await fetch(authorizeUrl({ client_id: apiClientId, redirect_uri: spaRedirect, scope }))
    t.equal(response.status, 400)
    t.match(await response.text(), /AADSTS90009/)
  }
})

t.test('the audience of an ID token is the client', async (t) => {
  const { id_token = '' } = await signIn('user', { scopes: [userScope, 'openid', 'profile'] })
  t.match(decodeJwt(id_token), {
    aud: nativeClientId,
    iss: entra.issuer,
    oid: accounts.user.oid,
    preferred_username: accounts.user.username,
    tid: tenant.id,
    ver: '2.0'
  })
})

t.test('exactly the requested scopes are granted', async (t) => {
  const scp = async (...scopes: string[]) => decodeJwt((await signIn('user', { scopes })).access_token).scp
  t.equal(await scp(userScope, `api://${apiClientId}/tools.mail.read`), 'access_as_user tools.mail.read')
  t.equal(await scp(`${apiClientId}/access_as_user`), 'access_as_user', 'by client id')
  t.equal(await scp(`api://${apiClientId}/.default`), 'access_as_user tools.mail.read')
})

t.test('Graph scopes make a token for Graph, which is not for the API', async (t) => {
  const { access_token } = await signIn('user', { scopes: ['https://graph.microsoft.com/User.Read'] })
  t.match(decodeJwt(access_token), { aud: 'https://graph.microsoft.com', scp: 'User.Read', ver: '1.0' })
})

t.test('a claims request leads to the verification page, and the token has the claim', async (t) => {
  const { access_token, refresh_token = '' } = await signIn('mfa', {
    claims: stepUp,
    scopes: [userScope, 'offline_access']
  })
  t.same(decodeJwt(access_token).acrs, ['c1'])
  const { body } = await post({ grant_type: 'refresh_token', client_id: nativeClientId, refresh_token })
  t.same(decodeJwt(String(body.access_token)).acrs, ['c1'], 'the renewed token has it too')
})

t.test('a code needs its verifier and works once', async (t) => {
  const jar = new Map<string, string>()
  const cookies = () => [...jar].map((pair) => pair.join('=')).join('; ')
  const visit = async (url: string, body?: URLSearchParams) => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: cookies() },
      ...(body && { method: 'POST', body })
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      jar.set(name, value)
    }
    return new URL(response.headers.get('location') ?? '', url)
  }
  const obtainCode = async () => {
    const page = await visit(authorizeUrl())
    const resume = await visit(page.href, new URLSearchParams({ username: 'user' }))
    const answer = (await visit(resume.href)).searchParams
    t.equal(answer.get('state'), 'st te&')
    t.notOk(answer.has('iss'), 'like Entra, the answer has no iss')
    return answer.get('code') ?? ''
  }
  const redeem = (code: string, code_verifier: string) =>
    post({
      grant_type: 'authorization_code',
      client_id: nativeClientId,
      redirect_uri: 'http://localhost:50123/callback',
      code,
      code_verifier
    })

  t.match(await redeem(await obtainCode(), 'w'.repeat(43)), { status: 400, body: { error: 'invalid_grant' } })
  const code = await obtainCode()
  t.equal((await redeem(code, verifier)).status, 200)
  t.match(await redeem(code, verifier), {
    status: 400,
    body: { error: 'invalid_grant', error_codes: [54005] }
  })

  const silent = await visit(authorizeUrl({ prompt: 'none' }))
  t.ok(silent.searchParams.has('code'), 'with prompt=none a signed-in user gets a code at once')
  const stronger = await visit(authorizeUrl({ prompt: 'none', claims: stepUp }))
  t.ok(stronger.searchParams.has('error'), 'with prompt=none a stronger demand is refused')
})

const redirected: [string, Record<string, string>, string, string][] = [
  ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request', ''],
  ['prompt=none without a session', { prompt: 'none' }, 'login_required', ''],
  ['an unknown scope', { scope: `api://${apiClientId}/nothing` }, 'invalid_client', 'AADSTS650053'],
  ['a bare scope of the API', { scope: 'access_as_user' }, 'invalid_client', 'AADSTS650053'],
  ['a bare scope beside a whole one', { scope: `${userScope} read` }, 'invalid_client', 'AADSTS650053'],
  ['an unknown App ID URI', { scope: 'api://other/x' }, 'invalid_resource', 'AADSTS500011'],
  ['a slash after the App ID URI', { scope: `api://${apiClientId}//x` }, 'invalid_resource', 'AADSTS500011'],
  ['a resource of nobody', { resource: 'https://other.example/mcp' }, 'invalid_target', 'AADSTS9010010'],
  ['a resource with a slash', { resource: `api://${apiClientId}/` }, 'invalid_target', 'AADSTS9010010'],
  ['a path below it', { resource: `api://${apiClientId}/mcp` }, 'invalid_target', 'AADSTS9010010'],
  ['a longer resource', { resource: `api://${apiClientId}x` }, 'invalid_target', 'AADSTS9010010'],
  ['other letters', { resource: `API://${apiClientId}` }, 'invalid_target', 'AADSTS9010010'],
  ['the client id as resource', { resource: apiClientId }, 'invalid_target', 'AADSTS9010010'],
  [
    'a resource of other scopes',
    { resource: 'https://graph.microsoft.com' },
    'invalid_target',
    'AADSTS9010010'
  ]
]
for (const [title, changes, error, code] of redirected) {
  t.test(`${title} is refused, and the application hears of it`, async (t) => {
    const answer = refusalOf(await authorize(changes))
    t.equal(answer.get('error'), error)
    t.ok(answer.get('error_description')?.startsWith(code))
    t.equal(answer.get('state'), 'st te&')
    t.notOk(answer.has('iss') || answer.has('code'))
  })
}

t.test('a bare scope of the API is refused with the name to ask for', async (t) => {
  const answer = refusalOf(await authorize({ scope: 'access_as_user' })).get('error_description')
  t.ok(answer?.includes(userScope))
})

for (const [title, changes] of [
  ['no scope', { scope: '' }],
  ['no client', { client_id: '' }]
] as const) {
  t.test(`a request with ${title} is refused on a page`, async (t) => {
    const response = await authorize(changes)
    t.equal(response.status, 400)
    t.match(await response.text(), /AADSTS900144/)
  })
}

t.test('every registered App ID URI is a resource, and no other at the token endpoint either', async (t) => {
  const appIdUris: [string, string] = ['https://contoso.example/api/mcp', `api://${apiClientId}`]
  const { base: at, post: send } = await localEntra(t, { appIdUris })
  for (const uri of appIdUris) {
    const url = authorizeUrl({ resource: uri, scope: `${uri}/access_as_user` }).replace(base, at)
    const { headers } = await fetch(url, { redirect: 'manual' })
    t.match(headers.get('location'), /\/login\//, uri)
  }
  for (const resource of [
    `${appIdUris[0]}/`,
    'https://contoso.example/api',
    'https://contoso.example/api/mcp/x'
  ]) {
    const { body } = await send({
      grant_type: 'refresh_token',
      client_id: nativeClientId,
      refresh_token: 'x',
      resource
    })
    t.match(body, { error: 'invalid_target', error_codes: [9010010] }, resource)
  }
})

t.test(
  'prompts for consent or another account lead to the sign-in page, with the hinted account focused',
  async (t) => {
    for (const prompt of ['consent', 'select_account', 'login', '']) {
      const response = await fetch(authorizeUrl({ prompt, login_hint: accounts.mfa.username }), {
        redirect: 'manual'
      })
      const page = await fetch(new URL(response.headers.get('location') ?? '', base), {
        headers: {
          cookie: response.headers
            .getSetCookie()
            .map((cookie) => cookie.split(';')[0])
            .join('; ')
        }
      })
      t.match(await page.text(), /value="mfa@contoso\.onmicrosoft\.com" autofocus/)
      t.match(page.headers.get('content-security-policy'), /default-src 'none'/)
    }
  }
)

t.test('an unknown user name is refused, and markup in it is escaped', async (t) => {
  await t.rejects(signIn('nobody'), {
    message: /^nobody is not an account of this tenant\. The accounts are user, mfa, /
  })
  await t.rejects(signIn('<b>"x"</b>'), { message: /^&#60;b&#62;/ })
})

t.test('client credentials give an app-only token of the application itself', async (t) => {
  const ask = (changes: Record<string, string>) =>
    post({
      grant_type: 'client_credentials',
      client_id: apiClientId,
      scope: `api://${apiClientId}/.default`,
      ...changes
    })
  const { status, body } = await ask({ client_secret: secret })
  t.equal(status, 200)
  const claims = decodeJwt(String(body.access_token))
  t.match(claims, { aud: apiClientId, idtyp: 'app', azp: apiClientId, azpacr: '1', ver: '2.0' })
  t.equal(claims.oid, claims.sub)
  t.notOk('scp' in claims || 'name' in claims || 'preferred_username' in claims)
  t.match(await ask({}), { status: 401, body: { error_codes: [7000218] } })
  t.match(await ask({ client_secret: secret, scope: userScope }), {
    body: { error: 'invalid_scope', error_codes: [1002012] }
  })
})
