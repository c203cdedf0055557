import { randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import t from 'tap'
import { start } from '../start.ts'
import { startIssuer } from '../tokens.ts'

t.test('tokens of an OpenID issuer are verified, also in a header without a scheme', async (t) => {
  const issuer = await startIssuer(t)
  const { url } = await start(t, {
    inbound: `<validate-jwt header-name="X-Token"><openid-config url="${issuer.issuer()}" />
      <audiences><audience>this-api</audience></audiences></validate-jwt>`
  })
  const status = async (token: string) => (await fetch(url, { headers: { 'x-token': token } })).status
  t.equal(await status(await issuer.token()), 200)
  t.equal(await status(await issuer.token({ aud: 'other' })), 401)
  t.equal(await status(await issuer.token({ iss: 'https://elsewhere.example' })), 401)
  t.equal(await status(await issuer.stolen()), 401)
})

t.test('HS256 needs an inline secret, and a public key is never used as one', async (t) => {
  const secret = randomBytes(32)
  const issuer = await startIssuer(t)
  const { n = '', e = '' } = issuer.jwk()
  const { url } = await start(t, {
    paths: { '/secret': { get: {} }, '/public': { get: {} } },
    files: {
      'operations/get-secret.xml': document(`<key>${secret.toString('base64')}</key>`),
      'operations/get-public.xml': document(`<key id="first" n="${n}" e="${e}" />`)
    }
  })
  const status = async (path: string, token: string) => (await fetch(`${url}/${path}?token=${token}`)).status
  const hs256 = (key: Uint8Array) =>
    new SignJWT({ exp: Date.now() }).setProtectedHeader({ alg: 'HS256' }).sign(key)
  t.equal(await status('secret', await hs256(secret)), 200)
  t.equal(await status('secret', await hs256(randomBytes(32))), 401)
  t.equal(await status('public', await issuer.token()), 200)
  t.equal(await status('public', await hs256(Buffer.from(n))), 401)
  t.equal(await status('secret', await issuer.token()), 401)
})

t.test('clock skew and a missing expiry are allowed only if the element says so', async (t) => {
  const issuer = await startIssuer(t)
  const config = `<openid-config url="${issuer.issuer()}" />`
  const { url } = await start(t, {
    paths: { '/strict': { get: {} }, '/lax': { get: {} } },
    files: {
      'operations/get-strict.xml': wrap(
        `<validate-jwt query-parameter-name="token">${config}</validate-jwt>`
      ),
      'operations/get-lax.xml': wrap(
        `<validate-jwt query-parameter-name="token" clock-skew="60" require-expiration-time="false">${config}</validate-jwt>`
      )
    }
  })
  const past = await issuer.token({ exp: Math.floor(Date.now() / 1000) - 10 })
  const endless = await issuer.token({ exp: undefined })
  const status = async (path: string, token: string) => (await fetch(`${url}/${path}?token=${token}`)).status
  t.same([await status('strict', past), await status('strict', endless)], [401, 401])
  t.same([await status('lax', past), await status('lax', endless)], [200, 200])
})

t.test('a claim needs every listed value, or one of them with match="any"', async (t) => {
  const issuer = await startIssuer(t)
  const claim = (
    match: string
  ) => `<validate-jwt query-parameter-name="token"><openid-config url="${issuer.issuer()}" />
    <required-claims><claim name="roles" ${match}><value>a</value><value>b</value></claim></required-claims></validate-jwt>`
  const { url } = await start(t, {
    paths: { '/all': { get: {} }, '/any': { get: {} } },
    files: { 'operations/get-all.xml': wrap(claim('')), 'operations/get-any.xml': wrap(claim('match="any"')) }
  })
  const status = async (path: string, roles: unknown) =>
    (await fetch(`${url}/${path}?token=${await issuer.token({ roles })}`)).status
  t.same([await status('all', ['a', 'b', 'c']), await status('all', ['a'])], [200, 401])
  t.same([await status('any', ['a']), await status('any', 'b'), await status('any', ['c'])], [200, 200, 401])
})

function document(keys: string) {
  return wrap(
    `<validate-jwt query-parameter-name="token"><issuer-signing-keys>${keys}</issuer-signing-keys></validate-jwt>`
  )
}

function wrap(inbound: string) {
  return `<policies><inbound>${inbound}</inbound><backend><base /></backend><outbound /><on-error /></policies>`
}
