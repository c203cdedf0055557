import { createHmac } from 'node:crypto'
import t from 'tap'
import { start } from '../start.ts'
import { startIssuer, tenant, toIssuer } from '../tokens.ts'

const policy = (attributes = '', children = '') => `
  <validate-azure-ad-token tenant-id="${tenant}" ${attributes}>
    <audiences><audience>this-api</audience><audience>api://this-api</audience></audiences>
    <required-claims><claim name="scp" match="any" separator=" "><value>access_as_user</value></claim></required-claims>
    ${children}
  </validate-azure-ad-token>`

t.test('a token of the tenant for this API passes, whatever the case of its scheme', async (t) => {
  const { issuer, call } = await chain(t)
  for (const scheme of ['Bearer', 'bearer', 'BEARER'])
    t.match(await call(`${scheme} ${await issuer.token()}`), { status: 200 })
  t.match(await call(`Bearer ${await issuer.token({ aud: 'api://this-api' })}`), { status: 200 })
  t.match(await call(`Bearer ${await issuer.token({ iss: `https://sts.windows.net/${tenant}/` })}`), {
    status: 200
  })
  t.equal(issuer.requests.length, 2, 'metadata and keys are fetched once for all calls')
})

t.test('each bad token is refused with its own reason', async (t) => {
  const { issuer, call } = await chain(t)
  const now = Math.floor(Date.now() / 1000)
  const hs256 = forged({ alg: 'HS256' }, (input) =>
    createHmac('sha256', JSON.stringify(issuer.jwk())).update(input).digest()
  )
  const cases: [reason: string, authorization: string | undefined][] = [
    ['TokenNotPresent', undefined],
    ['TokenNotPresent', 'Bearer'],
    ['TokenNotPresent', `Basic ${await issuer.token()}`],
    ['JwtInvalid', 'Bearer not-a-token'],
    ['JwtInvalid', `Bearer ${await issuer.token()}, Bearer ${await issuer.token()}`],
    ['JwtInvalid', `Bearer ${forged({ alg: 'none' }, () => Buffer.alloc(0))}`],
    ['JwtInvalid', `Bearer ${hs256}`],
    ['JwtInvalid', `Bearer ${await issuer.token({ nbf: now + 300 })}`],
    ['JwtInvalid', `Bearer ${await issuer.token({ exp: undefined })}`],
    ['TokenExpired', `Bearer ${await issuer.token({ exp: now - 1 })}`],
    ['TokenAudienceNotAllowed', `Bearer ${await issuer.token({ aud: 'https://graph.microsoft.com' })}`],
    ['TokenAudienceNotAllowed', `Bearer ${await issuer.token({ aud: undefined })}`],
    ['TokenIssuerNotAllowed', `Bearer ${await issuer.token({ iss: 'https://elsewhere.example/' })}`],
    ['TokenSignatureInvalid', `Bearer ${await issuer.stolen()}`],
    ['TokenSignatureKeyNotFound', `Bearer ${await issuer.token({}, { kid: 'unknown' })}`],
    ['TokenClaimNotFound', `Bearer ${await issuer.token({ scp: undefined })}`],
    ['TokenClaimValueNotAllowed', `Bearer ${await issuer.token({ scp: 'access_as_userX Xaccess_as_user' })}`]
  ]
  for (const [reason, authorization] of cases) {
    const answer = await call(authorization)
    t.match(
      answer,
      { status: 401, body: { statusCode: 401 }, error: { source: 'validate-azure-ad-token', reason } },
      reason
    )
  }

  function forged(header: object, signature: (input: string) => Buffer) {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const input = `${part(header)}.${part({ iss: issuer.issuer(), aud: 'this-api', exp: now + 60, scp: 'access_as_user' })}`
    return `${input}.${signature(input).toString('base64url')}`
  }
})

t.test('the keys are fetched when a token names an unknown key, at most once in five minutes', async (t) => {
  const { issuer, call } = await chain(t)
  t.match(await call(`Bearer ${await issuer.token()}`), { status: 200 })
  await issuer.rotate()
  t.match(await call(`Bearer ${await issuer.token()}`), { status: 200 })
  const before = issuer.requests.length
  for (let count = 0; count < 3; count++)
    await call(`Bearer ${await issuer.token({}, { kid: `made-up-${count}` })}`)
  t.equal(issuer.requests.length, before)
})

t.test("a refusal has the element's status and message, and the client application is checked", async (t) => {
  const { issuer, call } = await chain(
    t,
    policy(
      'failed-validation-httpcode="403" failed-validation-error-message="no"',
      '<client-application-ids><application-id>client-2</application-id></client-application-ids>'
    )
  )
  t.match(await call(`Bearer ${await issuer.token()}`), {
    status: 403,
    body: { statusCode: 403, message: 'no' }
  })
  t.match(await call(`Bearer ${await issuer.token({ azp: 'client-2' })}`), { status: 200 })
})

t.test('a token is refused while the keys of its issuer cannot be fetched', async (t) => {
  const { issuer, call } = await chain(t, policy(), (url) => url.replace(/:\d+$/, ':9'))
  t.match(await call(`Bearer ${await issuer.token()}`), {
    status: 401,
    error: { reason: 'TokenSignatureKeyNotFound' }
  })
})

async function chain(t: import('tap').Test, inbound = policy(), reroute = (url: string) => url) {
  const issuer = await startIssuer(t)
  const { url, calls } = await start(t, { inbound, dispatcher: toIssuer(t, reroute(issuer.url)) })
  return {
    issuer,
    async call(authorization: string | undefined) {
      const response = await fetch(`${url}/x`, {
        headers: authorization === undefined ? {} : { authorization }
      })
      const body: unknown = await response.json()
      await new Promise(setImmediate)
      return { status: response.status, body, error: calls().at(-1)?.error }
    }
  }
}
