import { decodeJwt } from 'jose'
import t from 'tap'
import { nativeClientId, tenant, vsCodeClientId } from '../../../../deploy/local/tenant.ts'
import { answerOf, localEntra } from '../local-entra.ts'

const { entra, base, keysUrl, signIn } = await localEntra(t)
const documentPath = 'v2.0/.well-known/openid-configuration'

t.test('the metadata lists the endpoints, by tenant id and by domain name', async (t) => {
  const { status, body } = await answerOf(fetch(`${base}/${documentPath}`))
  t.equal(status, 200)
  t.match(body, {
    issuer: entra.issuer,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: keysUrl,
    id_token_signing_alg_values_supported: ['RS256']
  })
  t.notOk('code_challenge_methods_supported' in body, "Entra's metadata does not have it")
  t.same((await answerOf(fetch(`${entra.url}/${tenant.domain}/${documentPath}`))).body, body)
})

t.test('the v1.0 metadata names the issuer of v1.0 tokens, and the same keys', async (t) => {
  const { status, body } = await answerOf(fetch(`${base}/.well-known/openid-configuration`))
  t.equal(status, 200)
  t.match(body, {
    issuer: `https://sts.windows.net/${tenant.id}/`,
    authorization_endpoint: `${base}/oauth2/authorize`,
    token_endpoint: `${base}/oauth2/token`,
    jwks_uri: `${base}/discovery/keys`
  })
  const keysAt = async (url: string) =>
    (await answerOf(fetch(url))).body.keys as { kid: string; n: string; issuer?: string }[]
  const [older, newer] = [await keysAt(String(body.jwks_uri)), await keysAt(keysUrl)]
  t.same(
    older,
    newer.map(({ issuer: _, ...key }) => key)
  )
  t.ok(newer.length > 0)
  for (const { issuer } of newer) t.equal(issuer, entra.issuer, 'keys name their issuer in v2.0 only')

  const shared = `${entra.url}/organizations`
  t.match((await answerOf(fetch(`${shared}/.well-known/openid-configuration`))).body, {
    issuer: 'https://sts.windows.net/{tenantid}/',
    jwks_uri: `${shared}/discovery/keys`
  })
  for (const { issuer } of await keysAt(`${shared}/discovery/v2.0/keys`)) {
    t.equal(issuer, `${entra.url}/{tenantid}/v2.0`, 'where any tenant signs in, the issuer is a template')
  }
})

t.test('a person signs in at the domain name too', async (t) => {
  t.ok((await signIn('user', { tenantId: tenant.domain })).access_token)
})

t.test('another tenant is not found', async (t) => {
  for (const name of ['fabrikam.example', '11111111-2222-4333-8444-555555555555', 'consumers']) {
    const answer = await answerOf(fetch(`${entra.url}/${name}/${documentPath}`))
    t.match(answer, { status: 400, body: { error: 'invalid_tenant', error_codes: [90002] } }, name)
  }
})

for (const path of [
  '/.well-known/oauth-authorization-server',
  `/.well-known/oauth-authorization-server/${tenant.id}/v2.0`,
  `/.well-known/openid-configuration/${tenant.id}/v2.0`,
  '/.well-known/openid-configuration',
  `/${tenant.id}/v2.0/.well-known/oauth-authorization-server`,
  `/${tenant.id}/v2.0/register`,
  `/${tenant.id}/oauth2/v2.0/token`,
  `/${tenant.id}`,
  '/'
]) {
  t.test(`GET ${path.replace(tenant.id, 'TENANT')} is 404 without a body`, async (t) => {
    const response = await fetch(entra.url + path)
    t.equal(response.status, 404)
    t.equal(await response.text(), '')
  })
}

t.test('the shared endpoints have metadata with a template for the issuer', async (t) => {
  for (const name of ['common', 'organizations']) {
    const { status, body } = await answerOf(fetch(`${entra.url}/${name}/${documentPath}`))
    t.equal(status, 200)
    t.match(body, {
      issuer: `${entra.url}/{tenantid}/v2.0`,
      token_endpoint: `${entra.url}/${name}/oauth2/v2.0/token`
    })
    t.equal((await fetch(String(body.jwks_uri))).status, 200)
  }
})

t.test('the shared endpoints sign in with multi-tenant clients alone', async (t) => {
  const redirectUri = 'http://127.0.0.1:33418/'
  const { access_token } = await signIn('user', {
    tenantId: 'organizations',
    clientId: vsCodeClientId,
    redirectUri
  })
  t.match(decodeJwt(access_token), { iss: entra.issuer, tid: tenant.id })
  await t.rejects(signIn('user', { tenantId: 'common' }), { message: /AADSTS50194/ })
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: nativeClientId,
    refresh_token: 'x'
  })
  const refused = await answerOf(fetch(`${entra.url}/common/oauth2/v2.0/token`, { method: 'POST', body }))
  t.match(refused, { status: 400, body: { error: 'invalid_request', error_codes: [50194] } })
})

t.test('the keys are public RS256 keys', async (t) => {
  const { keys } = (await answerOf(fetch(keysUrl))).body as { keys: Record<string, string>[] }
  t.match(keys, [{ kty: 'RSA', use: 'sig', kid: String, n: String, e: 'AQAB' }])
  t.notOk(keys[0] && 'd' in keys[0], 'no private key')
})

t.test('pages of other origins may read metadata and keys, and redeem codes', async (t) => {
  const headers = { origin: 'http://localhost:3000' }
  for (const url of [`${base}/${documentPath}`, keysUrl]) {
    t.equal((await fetch(url, { headers })).headers.get('access-control-allow-origin'), headers.origin)
  }
  const preflight = await fetch(`${base}/oauth2/v2.0/token`, {
    method: 'OPTIONS',
    headers: {
      ...headers,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-requested-with'
    }
  })
  t.equal(preflight.status, 204)
  t.equal(preflight.headers.get('access-control-allow-headers'), 'x-requested-with')
  const body = new URLSearchParams({ grant_type: 'authorization_code', client_id: tenant.id })
  const refused = await fetch(`${base}/oauth2/v2.0/token`, { method: 'POST', headers, body })
  t.equal(refused.headers.get('access-control-allow-origin'), headers.origin, 'a refusal has the header too')
})

t.test('the token endpoint accepts forms only, up to a limit', async (t) => {
  const send = (body: string, type: string) =>
    answerOf(fetch(`${base}/oauth2/v2.0/token`, { method: 'POST', headers: { 'content-type': type }, body }))
  t.match(await send('{}', 'application/json'), { status: 400, body: { error: 'invalid_request' } })
  const long = `grant_type=${'x'.repeat(300_000)}`
  t.match(await send(long, 'application/x-www-form-urlencoded'), {
    status: 400,
    body: { error_codes: [9002313] }
  })
})

t.test('requests are recorded without their contents', async (t) => {
  const before = entra.requests.length
  await (await fetch(`${keysUrl}?secret=1`)).arrayBuffer()
  const seen = entra.requests.slice(before)
  t.match(seen, [{ method: 'GET', path: new URL(keysUrl).pathname, status: 200, traceId: '' }])
  t.notMatch(JSON.stringify(seen), 'secret')
})
