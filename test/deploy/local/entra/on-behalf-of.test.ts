import { randomUUID } from 'node:crypto'
import { createRemoteJWKSet, decodeJwt, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import t from 'tap'
import {
  accounts,
  apiClientId,
  managedIdentity,
  nativeClientId,
  tenant
} from '../../../../deploy/local/tenant.ts'
import { localEntra, secret, stepUp, userScope } from '../local-entra.ts'

const { entra, keysUrl, post, signIn, identityToken, daemonToken } = await localEntra(t)
const exchangeAudience = 'api://AzureADTokenExchange'
const graphDefault = 'https://graph.microsoft.com/.default'
const { access_token: assertion } = await signIn('user')
const otherKey = await generateKeyPair('RS256')
const valid = decodeJwt(assertion)
const now = Math.floor(Date.now() / 1000)

/** Makes a valid exchange with some parameters changed. An empty value leaves a parameter out. */
const exchange = (changes: Record<string, string> = {}, headers = {}) => {
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    client_id: apiClientId,
    client_secret: secret,
    assertion,
    requested_token_use: 'on_behalf_of',
    scope: graphDefault,
    ...changes
  }
  return post(Object.fromEntries(Object.entries(form).filter(([, value]) => value)), headers)
}

const byAssertion = (client_assertion: string) =>
  exchange({
    client_secret: '',
    client_assertion,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  })

t.test('a user token becomes a Graph token of the same user, in the v1.0 format', async (t) => {
  const { status, body, headers } = await exchange({
    scope: 'https://graph.microsoft.com/User.Read Mail.Read'
  })
  t.equal(status, 200)
  t.equal(headers.get('cache-control'), 'no-store')
  t.match(body, {
    token_type: 'Bearer',
    scope: 'https://graph.microsoft.com/User.Read Mail.Read'
  })
  t.equal(body.expires_in, body.ext_expires_in)
  t.notOk('refresh_token' in body)

  const { payload } = await jwtVerify(String(body.access_token), createRemoteJWKSet(new URL(keysUrl)), {
    audience: 'https://graph.microsoft.com',
    issuer: `https://sts.windows.net/${tenant.id}/`
  })
  t.match(payload, {
    oid: accounts.user.oid,
    scp: 'User.Read Mail.Read',
    appid: apiClientId,
    appidacr: '1',
    ver: '1.0'
  })
  t.ok(Math.abs(Number(payload.exp) - now - Number(body.expires_in)) < 30)
})

t.test('the client authenticates with a secret or an assertion', async (t) => {
  t.equal((await byAssertion(await identityToken(exchangeAudience))).status, 200, 'by the managed identity')
  const basic = Buffer.from(`${apiClientId}:${encodeURIComponent(secret)}`).toString('base64')
  const answer = await exchange({ client_secret: '', client_id: '' }, { authorization: `Basic ${basic}` })
  t.equal(answer.status, 200, 'by Basic')
})

const forged = (claims: object) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(otherKey.privateKey)
const federated = {
  iss: entra.issuer,
  aud: exchangeAudience,
  sub: managedIdentity.principalId,
  exp: now + 600
}

const refusals: [string, () => ReturnType<typeof exchange>, number, string, number][] = [
  ['a wrong secret', () => exchange({ client_secret: 'wrong' }), 401, 'invalid_client', 7000215],
  ['no proof', () => exchange({ client_secret: '' }), 401, 'invalid_client', 7000218],
  [
    'a secret of a public client',
    () => exchange({ client_id: nativeClientId }),
    401,
    'invalid_client',
    700025
  ],
  ['no client', () => exchange({ client_id: '' }), 400, 'invalid_request', 900144],
  ['an unknown client', () => exchange({ client_id: randomUUID() }), 400, 'unauthorized_client', 700016],
  [
    'an identity that nothing trusts',
    async () => byAssertion(await daemonToken(exchangeAudience)),
    401,
    'invalid_client',
    700213
  ],
  [
    'an assertion for another audience',
    async () => byAssertion(await identityToken(apiClientId)),
    401,
    'invalid_client',
    700213
  ],
  [
    'an assertion of another issuer',
    async () =>
      byAssertion(await entra.sign({ ...federated, iss: 'https://login.microsoftonline.com/x/v2.0' })),
    401,
    'invalid_client',
    700213
  ],
  [
    'an expired assertion',
    async () => byAssertion(await entra.sign({ ...federated, exp: now - 1 })),
    401,
    'invalid_client',
    700024
  ],
  ['a forged assertion', async () => byAssertion(await forged(federated)), 401, 'invalid_client', 700027],
  [
    'an expired user token',
    async () => exchange({ assertion: await entra.sign({ ...valid, exp: now - 1 }) }),
    400,
    'invalid_grant',
    500133
  ],
  [
    'a user token not yet valid',
    async () => exchange({ assertion: await entra.sign({ ...valid, nbf: now + 600 }) }),
    400,
    'invalid_grant',
    500133
  ],
  [
    'a user token for another API',
    async () => exchange({ assertion: await entra.sign({ ...valid, aud: randomUUID() }) }),
    400,
    'invalid_grant',
    500131
  ],
  [
    'a user token of another tenant',
    async () => exchange({ assertion: await entra.sign({ ...valid, iss: 'http://localhost/x' }) }),
    400,
    'invalid_grant',
    50013
  ],
  [
    'a forged user token',
    async () => exchange({ assertion: await forged(valid) }),
    400,
    'invalid_grant',
    50013
  ],
  [
    'an app-only token',
    async () => exchange({ assertion: await identityToken(apiClientId) }),
    400,
    'invalid_grant',
    7000114
  ],
  ['what is no token', () => exchange({ assertion: 'nonsense' }), 400, 'invalid_request', 50027],
  ['no assertion', () => exchange({ assertion: '' }), 400, 'invalid_request', 900144],
  ['another use', () => exchange({ requested_token_use: 'else' }), 400, 'invalid_request', 900144],
  ['no scope', () => exchange({ scope: '' }), 400, 'invalid_request', 900144],
  [
    'a permission that nobody has consented to',
    () => exchange({ scope: 'https://graph.microsoft.com/Mail.Send' }),
    400,
    'invalid_grant',
    65001
  ],
  [
    'a permission without consent beside one with it',
    () => exchange({ scope: 'User.Read Mail.Send' }),
    400,
    'invalid_grant',
    65001
  ],
  ['.default and more', () => exchange({ scope: `${graphDefault} User.Read` }), 400, 'invalid_scope', 70011],
  [
    'an unknown resource',
    () => exchange({ scope: 'https://example.com/.default' }),
    400,
    'invalid_resource',
    500011
  ],
  ['its own scope', () => exchange({ scope: userScope }), 400, 'invalid_scope', 70011],
  ['two resources', () => exchange({ scope: `${userScope} User.Read` }), 400, 'invalid_scope', 28000],
  ['another grant', () => exchange({ grant_type: 'password' }), 400, 'unsupported_grant_type', 70003]
]

for (const [title, ask, status, error, code] of refusals) {
  t.test(`${title} is refused as Entra refuses it`, async (t) => {
    const answer = await ask()
    t.match({ ...answer.body, status: answer.status }, { status, error, error_codes: [code] })
    t.match(answer.body, {
      error_description: new RegExp(
        `^AADSTS${code}: .* Trace ID: [\\w-]{36} Correlation ID: [\\w-]{36} Timestamp: `
      ),
      trace_id: /^[\w-]{36}$/,
      timestamp: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/
    })
    t.notMatch(JSON.stringify(answer.body), /eyJ/, 'the refusal has no token')
  })
}

t.test('Conditional Access refuses the mfa account until its token has the demanded claim', async (t) => {
  const first = await exchange({ assertion: (await signIn('mfa')).access_token })
  t.match(first, { status: 400, body: { error: 'interaction_required', error_codes: [50076] } })
  t.same(JSON.parse(String(first.body.claims)), JSON.parse(stepUp))

  const { access_token } = await signIn('mfa', { claims: String(first.body.claims) })
  t.same(decodeJwt(access_token).acrs, ['c1'])
  t.equal((await exchange({ assertion: access_token })).status, 200)
})

t.test('the noconsent account lacks consent', async (t) => {
  const answer = await exchange({ assertion: (await signIn('noconsent')).access_token })
  t.match(answer, {
    status: 400,
    body: { error: 'invalid_grant', suberror: 'consent_required', error_codes: [65001] }
  })
})

t.test('a refresh token is issued only when asked for, and works', async (t) => {
  const { body } = await exchange({ scope: 'User.Read openid profile offline_access' })
  t.match(decodeJwt(String(body.id_token)), { aud: apiClientId, oid: accounts.user.oid })
  const renewed = await post({
    grant_type: 'refresh_token',
    client_id: apiClientId,
    client_secret: secret,
    refresh_token: String(body.refresh_token)
  })
  t.equal(renewed.status, 200)
  t.match(decodeJwt(String(renewed.body.access_token)), {
    aud: 'https://graph.microsoft.com',
    scp: 'User.Read'
  })
})

t.test('the answer has the correlation id of the request', async (t) => {
  const id = randomUUID()
  const { body } = await exchange({ assertion: 'nonsense' }, { 'client-request-id': id })
  t.equal(body.correlation_id, id)
})

t.test('the previous key is published and trusted after one rotation, and no longer after two', async (t) => {
  const kids = async () =>
    ((await (await fetch(keysUrl)).json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
  const [first] = await kids()
  await entra.rotateKeys()
  const [second, ...before] = await kids()
  t.not(second, first)
  t.same(before, [first])
  t.equal((await exchange()).status, 200)
  await entra.rotateKeys()
  t.same((await kids()).slice(1), [second])
  t.match((await exchange()).body, { error: 'invalid_grant', error_codes: [50013] })
  t.equal((await exchange({ assertion: (await signIn('user')).access_token })).status, 200)
})
