import t from 'tap'
import { accounts } from '../../../../deploy/local/tenant.ts'
import { bearer } from '../../../answer.ts'
import { type Chain, startChain } from '../../../chain.ts'
import { countExchanges } from '../../../token-endpoint.ts'
import { toolCall } from '../../../tool-call.ts'
import { userClaims } from '../../../user-claims.ts'

const realNow = Date.now

t.test(
  'a user who calls too often must wait, others need not, and a refused call makes no exchange',
  async (t) => {
    const chain = await startChain(t, { gateway: { namedValues: { 'calls-per-minute': '3' } } })
    const { call, config, entra } = chain
    const [token, another] = [await user(chain), await user(chain)]
    const exchanges = countExchanges(chain)
    for (const left of ['2', '1', '0']) {
      const { status, headers } = await call('/me', bearer(token))
      t.equal(status, 200)
      t.equal(headers.get('ratelimit-remaining'), left)
      t.equal(headers.get('ratelimit-limit'), '3')
    }
    for (const path of ['/me', '/tools/get_my_profile']) {
      const refused = await call(path, path === '/me' ? bearer(another) : toolCall(another))
      t.match(refused, { status: 429, json: { code: 'rate_limited', status: 429 } }, 'by user, not by token')
      t.match(refused.headers.get('content-type'), 'application/problem+json')
      const wait = Number(refused.headers.get('retry-after'))
      t.ok(wait > 50 && wait <= 60, `${wait} s`)
    }
    t.equal(exchanges(), 1)
    t.equal(
      (await call('/me', bearer(await user(chain, { oid: accounts.mfa.oid, acrs: ['c1'] })))).status,
      200
    )
    t.equal(
      (await call('/hello')).headers.get('ratelimit-remaining'),
      '2',
      'an address has a counter of its own'
    )

    t.intercept(Date, 'now', { value: () => realNow() + 61_000 })
    t.equal((await call('/me', bearer(await entra.sign(userClaims(config))))).status, 200)
  }
)

t.test('calls without a user are limited by address, also with an invalid token', async (t) => {
  const { call } = await startChain(t, { gateway: { namedValues: { 'calls-per-minute': '2' } } })
  t.equal((await call('/hello')).status, 200)
  t.equal((await call('/hello', { headers: { 'x-forwarded-for': '203.0.113.7' } })).status, 200)
  for (const headers of [{}, { authorization: 'Bearer x' }, { 'x-forwarded-for': '203.0.113.8' }]) {
    t.equal((await call('/hello', { headers })).json.code, 'rate_limited')
  }
})

t.test('a user over the daily quota is refused for a day, and anonymous calls are not', async (t) => {
  const chain = await startChain(t, { gateway: { namedValues: { 'calls-per-day': '2' } } })
  const { call } = chain
  const token = await user(chain)
  for (const status of [200, 200]) t.equal((await call('/me', bearer(token))).status, status)
  const before = secondsOfTheDay()
  const refused = await call('/me', bearer(token))
  t.match(refused, { status: 429, json: { code: 'rate_limited' } })
  const wait = Number(refused.headers.get('retry-after'))
  // The day is that of UTC, which may end while the test runs.
  t.ok(
    wait > 0 && (wait <= 86_400 - before || secondsOfTheDay() < before),
    `${wait} s after ${before} s of the day`
  )
  t.equal((await call('/hello')).status, 200)
})

t.test('calls without a token are limited by address, and users at that address are not', async (t) => {
  const chain = await startChain(t, { gateway: { namedValues: { 'calls-per-minute': '300' } } })
  const codes: Record<string, number> = {}
  for (let count = 0; count < 400; count++) {
    const { code } = (await chain.call('/mcp', { method: 'POST' })).json
    codes[String(code)] = (codes[String(code)] ?? 0) + 1
  }
  t.same(codes, { token_missing: 300, rate_limited: 100 })
  t.equal((await chain.call('/me', bearer(await user(chain)))).status, 200)
})

function user({ entra, config }: Chain, changes = {}): Promise<string> {
  return entra.sign(userClaims(config, changes))
}

function secondsOfTheDay(): number {
  return Math.floor(Date.now() / 1000) % 86_400
}
