import t from 'tap'
import { accounts } from '../../../../deploy/local/tenant.ts'
import { bearer } from '../../../answer.ts'
import { startChain } from '../../../chain.ts'
import { userClaims } from '../../../user-claims.ts'

const [ours, second, foreign] = ['https://app.example', 'https://other.example', 'https://evil.example']
const { call, config, entra, url, app } = await startChain(t, {
  environment: { CORS_ORIGINS: `${ours},${second}` }
})
const token = await entra.sign(userClaims(config))
const noConsent = await entra.sign(userClaims(config, { oid: accounts.noconsent.oid }))

t.test(
  'every kind of answer has one Access-Control-Allow-Origin and exposes the headers that a client needs',
  async (t) => {
    for (const origin of [ours, second]) {
      for (const [path, headers, status] of [
        ['/hello', {}, 200],
        ['/me', { authorization: `Bearer ${token}` }, 200],
        ['/me', { authorization: `Bearer ${noConsent}` }, 403],
        ['/me', { authorization: 'Bearer x' }, 401],
        ['/me', {}, 401],
        ['/mcp', { authorization: `Bearer ${token}` }, 405],
        ['/docs/static/nothing.js', {}, 404]
      ] as const) {
        const answer = await call(path, { headers: { ...headers, origin } })
        t.equal(answer.status, status)
        t.equal(answer.headers.get('access-control-allow-origin'), origin, `${path} ${status}`)
        t.match(answer.headers.get('vary'), /\bOrigin\b/i)
        t.notOk(answer.headers.has('access-control-allow-credentials'))
        const exposed = (answer.headers.get('access-control-expose-headers') ?? '').toLowerCase().split(/, */)
        for (const name of ['www-authenticate', 'retry-after', 'mcp-session-id', 'ratelimit-remaining']) {
          t.ok(exposed.includes(name), `${name} is exposed`)
        }
      }
    }
  }
)

t.test('other origins get no CORS headers', async (t) => {
  for (const origin of [foreign, 'null', `${ours}.evil.example`, `${ours}:8443`]) {
    for (const init of [bearer(token), {}]) {
      const { headers } = await call('/me', { headers: { ...init.headers, origin } })
      t.not(headers.get('access-control-allow-origin'), origin)
      t.not(headers.get('access-control-allow-origin'), '*')
    }
    t.not((await preflight('/me', origin)).headers.get('access-control-allow-origin'), origin)
  }
  t.notOk((await call('/hello')).headers.has('access-control-allow-origin'))
})

t.test('the gateway answers a preflight without a token', async (t) => {
  let arrived = 0
  app.server.prependListener('request', () => arrived++)
  const { status, headers } = await preflight('/me', ours)
  t.equal(status, 200)
  t.equal(headers.get('access-control-allow-origin'), ours)
  t.match(headers.get('access-control-allow-methods'), /\bGET\b/)
  const allowed = (headers.get('access-control-allow-headers') ?? '').toLowerCase()
  for (const name of ['authorization', 'content-type']) t.match(allowed, name)
  t.equal(headers.get('access-control-max-age'), '600')
  t.equal(arrived, 0)
})

t.test('pages of any origin may read the metadata', async (t) => {
  for (const door of ['/mcp', '/oauth/mcp']) {
    const address = new URL(`/.well-known/oauth-protected-resource/api${door}`, url)
    const response = await fetch(address, { headers: { origin: foreign } })
    t.equal(response.status, 200)
    t.match(await response.json(), { resource: `${url}${door}` })
    t.equal(response.headers.get('access-control-allow-origin'), '*')
  }
})

function preflight(path: string, origin: string) {
  return call(path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization,content-type'
    }
  })
}
