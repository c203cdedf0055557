import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign
} from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JWTPayload } from 'jose'
import t, { type Test } from 'tap'
import { tools } from '../../app/tools/index.ts'
import { allScopesOf } from '../../app/tools/tool.ts'
import { signIn } from '../../deploy/local/sign-in.ts'
import { daemonIdentity, nativeClientId } from '../../deploy/local/tenant.ts'
import { bearer } from '../answer.ts'
import { startChain } from '../chain.ts'
import { rawRequest } from '../raw-request.ts'
import { userClaims, userClaimsV1 } from '../user-claims.ts'

const stack = await startChain(t, { gateway: false })
const { config, entra, graph, call } = stack
const now = Math.floor(Date.now() / 1000)

const published = (await (await fetch(config.jwksUri)).json()) as { keys: (JsonWebKey & { kid: string })[] }
const [tenantKey] = published.keys
if (!tenantKey) throw new Error('the local Entra publishes no key')

// A second key of the tenant, which the test holds: only what its owner signs can have any header.
const trusted = generateKeyPairSync('rsa', { modulusLength: 2048 })
const trustedKey = { ...trusted.publicKey.export({ format: 'jwk' }), kid: 'trusted', use: 'sig' }
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
const strangerKey = { ...stranger.publicKey.export({ format: 'jwk' }), kid: 'stranger', use: 'sig' }
const short = generateKeyPairSync('rsa', { modulusLength: 1024 })
const shortKey = { ...short.publicKey.export({ format: 'jwk' }), kid: 'short', use: 'sig' }
entra.faults.add({ path: /discovery/, body: JSON.stringify({ keys: [tenantKey, trustedKey, shortKey] }) })

let strangerAsked = 0
const strangerServer = createServer((_request, response) => {
  strangerAsked += 1
  response.end(JSON.stringify({ keys: [strangerKey] }))
}).listen(0)
t.teardown(() => strangerServer.close())
const strangerUrl = `http://localhost:${(strangerServer.address() as AddressInfo).port}/keys`

const signInScope = allScopesOf(tools).map(config.scopeUri).join(' ')
const good = () => userClaims(config)
const changed = (changes: Record<string, unknown>) => entra.sign(userClaims(config, changes))
const byStranger = (header: object, claims = good()) =>
  signed(stranger.privateKey, { kid: tenantKey.kid, ...header }, claims)
const critical = (header: object) => signed(trusted.privateKey, { kid: 'trusted', ...header })

const refused: Record<string, string | Promise<string>> = {
  'of another audience': changed({ aud: '11111111-2222-4333-8444-555555555555' }),
  'of several audiences': changed({ aud: [config.clientId, 'https://graph.microsoft.com'] }),
  'of an audience that only begins as ours': changed({ aud: `${config.clientId}0` }),
  'of no audience': changed({ aud: undefined }),
  'of another tenant': changed({ tid: '11111111-2222-4333-8444-555555555555' }),
  'of no tenant': changed({ tid: undefined }),
  'of another issuer': changed({ iss: 'https://login.microsoftonline.com/common/v2.0' }),
  'of our issuer with a slash at its end': changed({ iss: `${config.authorizationServer}/` }),
  'of no issuer': changed({ iss: undefined }),
  'not yet valid': changed({ nbf: now + 90 }),
  'of no beginning': changed({ nbf: undefined }),
  'of no end': changed({ exp: undefined }),
  'of no time of issue': changed({ iat: undefined }),
  'issued in the future': changed({ iat: now + 90 }),
  'issued before time began': changed({ iat: -1 }),
  'with a string for its time of issue': changed({ iat: String(now) }),
  'that lives for three days': changed({ exp: now + 72 * 3600 }),
  'that lives for ever': changed({ exp: 1e300 }),
  'that ends within a second': changed({ exp: now + 3600.5 }),
  'that ends before it is issued': changed({ iat: now + 30, exp: now + 20 }),
  'with a string for its end': changed({ exp: String(now + 3600) }),
  'with a string for its beginning': changed({ nbf: String(now) }),
  'with an array for scp': changed({ scp: ['access_as_user'] }),
  'with a number for scp': changed({ scp: 1 }),
  'with an object for scp': changed({ scp: { access_as_user: true } }),
  'with null for scp': changed({ scp: null }),
  'with an object for the name': changed({ name: { text: 'Nancy' } }),
  'with a number for the user name': changed({ preferred_username: 7 }),
  'of nobody': changed({ oid: undefined }),
  'of a number for a person': changed({ oid: 7 }),
  'of no application': changed({ azp: undefined }),
  'of version 1.0 from the v2 issuer': changed({ ver: '1.0' }),
  'of a number for its version': changed({ ver: 2 }),
  'of no version': changed({ ver: undefined }),
  'of v1, unless configured': entra.sign(userClaimsV1(config)),
  'of v1 from the v2 issuer': entra.sign(userClaimsV1(config, { iss: config.authorizationServer })),
  'signed by another key': byStranger({}),
  'of an unknown key': byStranger({ kid: 'stranger' }),
  'of no key': byStranger({ kid: undefined }),
  'that brings its key along': byStranger({ kid: 'stranger', jwk: strangerKey }),
  'that names where its key is': byStranger({ kid: 'stranger', jku: strangerUrl }),
  'that names where its certificate is': byStranger({ kid: 'stranger', x5u: strangerUrl }),
  'of no algorithm': unsigned('none'),
  'of no algorithm, in capitals': unsigned('NONE'),
  'with its signature cut off': changed({}).then((token) => token.slice(0, token.lastIndexOf('.') + 1)),
  'with other claims under a good signature': withClaims(changed({}), { ...good(), oid: 'somebody-else' }),
  'signed with the public key as the secret': hs256(
    createPublicKey({ key: tenantKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  ),
  'signed with the published key as the secret': hs256(JSON.stringify(tenantKey)),
  'with a critical header that nobody knows': critical({ crit: ['custom'], custom: 1 }),
  'with a critical header that is none': critical({ crit: ['exp'] }),
  'with an empty list of critical headers': critical({ crit: [] }),
  'with unencoded content': critical({ crit: ['b64'], b64: false }),
  'signed by a key of 1,024 bits': signed(short.privateKey, { kid: 'short' }),
  'that names its user twice': signedText(`${json(good()).slice(0, -1)},"oid":"somebody-else"}`),
  'that names its user twice, the same one': signedText(
    `${json(good()).slice(0, -1)},"oid":"${good().oid}"}`
  ),
  'that names its user twice, once with an escape': signedText(`{"\\u006fid":"x",${json(good()).slice(1)}`),
  'with a member twice within a claim': signedText(`{"cnf":[{"jwk":1,"jwk":2}],${json(good()).slice(1)}`),
  'that names its algorithm twice': signedText(json(good()), '{"alg":"none","alg":"RS256","kid":"trusted"}'),
  'of five parts': 'eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d',
  'of two parts': 'abc.def',
  'of one word': 'hello',
  'that is no JSON': ['x', 'y', 'z'].map((part) => Buffer.from(part).toString('base64url')).join('.'),
  'of 20 kB': `${'a'.repeat(20_000)}.b.c`
}

for (const [kind, made] of Object.entries(refused)) {
  t.test(`a token ${kind} is invalid`, async (t) => {
    const token = await made
    await refuses(t, token, 'token_invalid')
  })
}

t.test('an expired token is called so', async (t) => {
  await refuses(t, await changed({ exp: now - 90 }), 'token_expired')
})

t.test('an expired token of another issuer is not called expired, for it is no token of ours', async (t) => {
  const { status, json } = await call('/me', bearer(byStranger({}, { ...good(), exp: now - 90 })))
  t.match({ status, json }, { status: 401, json: { code: 'token_invalid' } })
})

t.test('nobody is asked for a key at an address that the token names', async (t) => {
  t.equal(strangerAsked, 0)
})

t.test('an ID token and a Graph token are invalid', async (t) => {
  const signedIn = (clientId: string, redirectUri: string, scopes: string[]) =>
    signIn({ entraUrl: entra.url, tenantId: config.tenantId, clientId, redirectUri, user: 'user', scopes })
  const scope = config.scopeUri('access_as_user')
  const { id_token: theirs = '' } = await signedIn(nativeClientId, 'http://localhost', [
    'openid',
    'profile',
    scope
  ])
  await refuses(t, theirs, 'token_invalid')

  const redirect = `${stack.url}/docs/static/oauth2-redirect.html`
  const own = ['openid', 'profile', config.ownScope('access_as_user')]
  const { id_token: ours = '' } = await signedIn(config.clientId, redirect, own)
  t.not(ours, '')
  await refuses(t, ours, 'token_invalid')

  const forGraph = { aud: 'https://graph.microsoft.com', scp: 'User.Read access_as_user' }
  await refuses(t, await entra.sign(userClaimsV1(config, forGraph)), 'token_invalid')
})

for (const [kind, lines] of Object.entries({
  'sent twice': ['authorization: Bearer TOKEN', 'authorization: Bearer TOKEN'],
  'sent behind another scheme': ['authorization: Basic dTpw', 'authorization: Bearer TOKEN'],
  'sent before another scheme': ['authorization: Bearer TOKEN', 'authorization: Basic dTpw'],
  'of another scheme': ['authorization: Basic TOKEN'],
  'without its scheme': ['authorization: TOKEN'],
  'that is empty': ['authorization:'],
  'of the scheme alone': ['authorization: Bearer'],
  'with a word behind it': ['authorization: Bearer TOKEN x'],
  'in quotes': ['authorization: Bearer "TOKEN"'],
  'with a comma behind it': ['authorization: Bearer TOKEN,']
})) {
  t.test(`an Authorization header ${kind} is invalid, however good the token`, async (t) => {
    const token = await changed({})
    const { status, json, headers } = await rawRequest(stack.url, [
      'GET /me HTTP/1.1',
      ...lines.map((line) => line.replace('TOKEN', token))
    ])
    t.match({ status, json }, { status: 401, json: { code: 'token_invalid' } })
    t.match(headers['www-authenticate'], /^Bearer error="invalid_token"/)
    t.match(headers['content-type'], /^application\/problem\+json/)
  })
}

t.test('a token in the query or the body counts for nothing', async (t) => {
  const token = await changed({})
  const query = await call(`/me?access_token=${token}`)
  t.match(query, { status: 401, json: { code: 'token_missing' } })
  const form = { method: 'POST', body: new URLSearchParams({ access_token: token }) }
  t.match(await call('/tools/hello', form), { status: 401, json: { code: 'token_missing' } })
})

for (const scheme of ['bearer', 'BEARER', 'bEaReR']) {
  t.test(`the scheme may be written ${scheme}`, async (t) => {
    t.equal((await useTool(await changed({}), scheme)).status, 200)
  })
}

for (const [kind, changes] of Object.entries({
  'named by the App ID URI': { aud: config.appIdUri },
  'that expired less than a minute ago': { exp: now - 30 },
  'that begins in less than a minute': { nbf: now + 50 },
  'of 28 hours, as with continuous access evaluation': { iat: now, exp: now + 28 * 3600 },
  'issued by a clock that is ahead': { iat: now + 30 },
  'whose claims look like members': { name: '{"oid":"a","oid":"b"}', cnf: [{ jwk: 1 }, { jwk: { jwk: 2 } }] },
  'with more scopes than needed': { scp: 'other access_as_user more' }
})) {
  t.test(`a token ${kind} is good`, async (t) => {
    t.equal((await useTool(await changed(changes))).status, 200)
  })
}

t.test('an unknown key in the header changes nothing about a token that a known key signed', async (t) => {
  const token = signed(trusted.privateKey, { kid: 'trusted', jku: strangerUrl, jwk: strangerKey })
  t.equal((await useTool(token)).status, 200)
  t.equal(strangerAsked, 0)
})

for (const scp of [
  'access_as_userX',
  'Xaccess_as_user',
  'access_as_user.read',
  'ACCESS_AS_USER',
  'other',
  ''
]) {
  t.test(`the scopes "${scp}" are not the scope that is needed`, async (t) => {
    const { status, json, headers } = await call('/me', bearer(await changed({ scp })))
    t.match({ status, json }, { status: 403, json: { code: 'scope_insufficient' } })
    t.equal(
      headers.get('www-authenticate'),
      `Bearer error="insufficient_scope", scope="${config.scopeUri('access_as_user')}", resource_metadata="${config.metadataUrl}"`
    )
  })
}

for (const [kind, changes] of Object.entries({
  'by idtyp': { scp: undefined, idtyp: 'app', azp: daemonIdentity.clientId, oid: daemonIdentity.principalId },
  'by its missing scopes': { scp: undefined, azp: daemonIdentity.clientId, oid: daemonIdentity.principalId },
  'by idtyp, whatever its scopes': { idtyp: 'app' }
})) {
  t.test(`an application without a user is refused with its own code, known ${kind}`, async (t) => {
    const before = outbound()
    for (const [path, method] of [
      ['/me', 'GET'],
      ['/tools/hello', 'POST']
    ] as const) {
      const answer = await call(path, { method, ...bearer(await changed(changes)) })
      t.match(answer, { status: 403, json: { code: 'user_required' } })
      t.notOk(answer.headers.has('www-authenticate'))
    }
    t.equal(outbound(), before)
  })
}

t.test('a missing token is challenged without an error', async (t) => {
  const { status, json, headers } = await call('/me')
  t.match({ status, json }, { status: 401, json: { code: 'token_missing' } })
  t.equal(
    headers.get('www-authenticate'),
    `Bearer scope="${signInScope}", resource_metadata="${config.metadataUrl}"`
  )
})

t.test('a verified token is remembered until it expires and no longer', async (t) => {
  const token = await changed({ exp: Math.floor(Date.now() / 1000) + 30 })
  t.equal((await useTool(token)).status, 200)
  const { now: clock } = Date
  t.intercept(Date, 'now', { value: () => clock() + 85_000 })
  t.equal((await useTool(token)).status, 200, 'within the skew of 60 s')
  t.intercept(Date, 'now', { value: () => clock() + 95_000 })
  t.match(await useTool(token), { status: 401, json: { code: 'token_expired' } })
})

t.test('a token is remembered once, however its scheme is written', async (t) => {
  const token = await changed({})
  t.equal((await useTool(token)).status, 200)
  const keys = t.capture(stack.app, 'signingKey', stack.app.signingKey)
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'Bearer  ', 'bEARER     '])
    t.equal((await useTool(token, scheme)).status, 200)
  t.equal(keys().length, 0, 'no key was needed')
})

t.test('what was remembered of one token says nothing of another', async (t) => {
  const token = await changed({})
  t.equal((await useTool(token)).status, 200)
  t.match(await useTool(`${token.slice(0, -6)}AAAAAA`), { status: 401, json: { code: 'token_invalid' } })
})

t.test('a body is not read before its sender is known', async (t) => {
  const { status, json } = await call('/tools/hello', { method: 'POST', body: '{"a' })
  t.match({ status, json }, { status: 401, json: { code: 'token_missing' } })
})

t.test('where v1 tokens are accepted, both versions are', async (t) => {
  const { call, config, entra } = await startChain(t, {
    gateway: false,
    environment: { ACCEPT_V1_TOKENS: 'true' }
  })
  const codeOf = async (claims: JWTPayload) =>
    (await call('/status', bearer(await entra.sign(claims)))).json.authentication
  t.same(await codeOf(userClaimsV1(config)), { state: 'authenticated' })
  t.same(await codeOf(userClaimsV1(config, { aud: config.clientId })), { state: 'authenticated' })
  t.same(await codeOf(userClaims(config)), { state: 'authenticated' })

  const invalid = { state: 'invalid', reason: 'token_invalid' }
  const otherTenant = '11111111-2222-4333-8444-555555555555'
  t.same(await codeOf(userClaimsV1(config, { ver: '2.0' })), invalid)
  t.same(await codeOf(userClaimsV1(config, { tid: otherTenant })), invalid)
  t.same(await codeOf(userClaimsV1(config, { iss: `https://sts.windows.net/${otherTenant}/` })), invalid)
  t.same(await codeOf(userClaimsV1(config, { appid: undefined })), invalid)
  t.same(await codeOf(userClaims(config, { ver: '1.0' })), invalid)
})

/** Refused where a user is needed, reported by /status, ignored by /hello; nothing is exchanged and Graph is not asked. */
async function refuses(t: Test, token: string, code: string) {
  const before = outbound()
  for (const [path, method] of [
    ['/me', 'GET'],
    ['/tools/hello', 'POST']
  ] as const) {
    const { status, json, headers } = await call(path, { method, ...bearer(token) })
    t.match({ status, json }, { status: 401, json: { code, status: 401 } })
    t.match(headers.get('content-type'), /^application\/problem\+json/)
    t.equal(
      headers.get('www-authenticate'),
      `Bearer error="invalid_token", scope="${signInScope}", resource_metadata="${config.metadataUrl}"`
    )
  }
  const { json } = await call('/status', bearer(token))
  t.same(json.authentication, { state: 'invalid', reason: code })
  t.notOk(json.user)
  t.same((await call('/hello', bearer(token))).json, { message: 'Hello, world!' })
  t.equal(outbound(), before, 'nothing went out')
}

/** How many exchanges Entra, and how many requests Graph has seen. */
function outbound(): number {
  return entra.requests.filter(({ path }) => path.endsWith('/token')).length + graph.requests.length
}

function useTool(token: string, scheme = 'Bearer') {
  return call('/tools/hello', { method: 'POST', headers: { authorization: `${scheme} ${token}` } })
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

function signed(key: KeyObject, header: object, claims: JWTPayload = good()): string {
  return signedText(json(claims), json({ alg: 'RS256', typ: 'JWT', ...header }), key)
}

/** A token of exactly these texts. */
function signedText(
  claims: string,
  header = '{"alg":"RS256","kid":"trusted"}',
  key: KeyObject = trusted.privateKey
): string {
  const input = [header, claims].map((text) => Buffer.from(text).toString('base64url')).join('.')
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
}

function json(value: object): string {
  return JSON.stringify(value)
}

function unsigned(alg: string): string {
  return `${encode({ alg, kid: tenantKey?.kid, typ: 'JWT' })}.${encode(good())}.`
}

function hs256(secret: string | Buffer): string {
  const input = `${encode({ alg: 'HS256', kid: tenantKey?.kid, typ: 'JWT' })}.${encode(good())}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

async function withClaims(signed: Promise<string>, claims: JWTPayload): Promise<string> {
  const [header, , signature] = (await signed).split('.')
  return [header, encode(claims), signature].join('.')
}

t.test("a route's own hook comes after the check of the token, and stays", async (t) => {
  const own = () => {}
  const route = { method: 'GET', url: '/own', handler: own, onRequest: own } as const
  const secured: { onRequest?: unknown } = { ...route }
  stack.app.secure(secured as Parameters<typeof stack.app.secure>[0])
  t.match(secured.onRequest, [Function, own])
})
