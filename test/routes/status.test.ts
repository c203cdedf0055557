import t from 'tap'
import { accounts, daemonIdentity } from '../../deploy/local/tenant.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { bearer } from '../answer.ts'
import { startChain } from '../chain.ts'
import { userClaims } from '../user-claims.ts'

const { call, config, entra, graph } = await startChain(t, { gateway: false })
const now = Math.floor(Date.now() / 1000)
const sign = (changes: Record<string, unknown> = {}) => entra.sign(userClaims(config, changes))

t.test('without a token the caller is anonymous', async (t) => {
  const { status, json } = await call('/status')
  t.equal(status, 200)
  const { uptimeSeconds, ...rest } = json
  t.strictSame(rest, {
    status: 'ok',
    version: packageJson.version,
    authentication: { state: 'anonymous' }
  })
  const uptime = process.uptime()
  t.ok(
    [Math.floor(uptime), Math.floor(uptime) - 1].includes(Number(uptimeSeconds)),
    `${uptimeSeconds} of ${uptime}`
  )
})

t.test('a user is told who the service takes them for', async (t) => {
  const { oid, name, username } = accounts.user
  const { json } = await call('/status', bearer(await sign()))
  t.strictSame(json.authentication, { state: 'authenticated' })
  t.strictSame(json.user, { objectId: oid, name, username })
})

t.test('a user without the scope of the API is still who they are', async (t) => {
  const { json } = await call('/status', bearer(await sign({ scp: 'other' })))
  t.strictSame(json.authentication, { state: 'authenticated' })
})

t.test('an application is authenticated, and no user', async (t) => {
  const app = { scp: undefined, idtyp: 'app', oid: daemonIdentity.principalId, name: undefined }
  const { json } = await call('/status', bearer(await sign(app)))
  t.strictSame(json.authentication, { state: 'authenticated' })
  t.notOk('user' in json)
})

for (const [kind, reason, token] of [
  ['an expired token', 'token_expired', sign({ exp: now - 90 })],
  ['a token for something else', 'token_invalid', sign({ aud: 'https://graph.microsoft.com' })],
  ['no token at all', 'token_invalid', 'hello']
] as const) {
  t.test(`${kind} is reported as ${reason}, not refused`, async (t) => {
    const { status, json, headers } = await call('/status', bearer(await token))
    t.equal(status, 200)
    t.strictSame(json.authentication, { state: 'invalid', reason })
    t.notOk('user' in json)
    t.notOk(headers.has('www-authenticate'))
  })
}

t.test('another scheme is an invalid token', async (t) => {
  const { json } = await call('/status', { headers: { authorization: 'Basic dTpw' } })
  t.strictSame(json.authentication, { state: 'invalid', reason: 'token_invalid' })
})

t.test('the probes do not look at tokens', async (t) => {
  const before = entra.requests.length
  for (const path of ['/status/live', '/status/ready'])
    t.equal((await call(path, bearer(await sign()))).status, 200)
  t.equal(entra.requests.length + graph.requests.length, before)
})
