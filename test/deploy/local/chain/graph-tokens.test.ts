import t, { type Test } from 'tap'
import { accounts } from '../../../../deploy/local/tenant.ts'
import { bearer } from '../../../answer.ts'
import { startChain } from '../../../chain.ts'
import { graphClaims } from '../../../graph-claims.ts'
import { countExchanges, tokenEndpoint } from '../../../token-endpoint.ts'
import { toolCall } from '../../../tool-call.ts'
import { userClaims } from '../../../user-claims.ts'

const chain = await startChain(t)
const { call, config, entra, graph } = chain
const realNow = Date.now
const seconds = () => Math.floor(Date.now() / 1000)

for (const { expiresIn, callerLeft, kept } of [
  { expiresIn: 400, callerLeft: 7200, kept: 100 },
  { expiresIn: 5000, callerLeft: 300, kept: 240 },
  { expiresIn: 86_400, callerLeft: 90_000, kept: 3300 }
]) {
  t.test(
    `a Graph token of ${expiresIn} s is kept for ${kept} s if the caller's token has ${callerLeft} s left`,
    async (t) => {
      const { token, exchanges } = await caller(t, { expiresIn, callerLeft })
      const at = async (after: number) => {
        t.intercept(Date, 'now', { value: () => realNow() + after * 1000 })
        t.equal((await call('/me', bearer(token))).status, 200)
        return exchanges()
      }
      t.equal(await at(0), 1)
      t.equal(await at(0), 1, 'the second call uses the same token')
      t.equal(await at(kept - 3), 1)
      t.equal(await at(kept + 1), 2, 'nothing is served after the lifetime')
    }
  )
}

for (const { expiresIn, callerLeft } of [
  { expiresIn: 359, callerLeft: 7200 },
  { expiresIn: 5000, callerLeft: 119 },
  { expiresIn: 0, callerLeft: 7200 },
  { expiresIn: -1, callerLeft: 7200 }
]) {
  t.test(
    `a Graph token of ${expiresIn} s is not kept if the caller's token has ${callerLeft} s left`,
    async (t) => {
      const { token, exchanges } = await caller(t, { expiresIn, callerLeft })
      for (const count of [1, 2]) {
        t.equal((await call('/me', bearer(token))).status, 200)
        t.equal(exchanges(), count)
      }
    }
  )
}

t.test('/me and the tools share one exchange for a token', async (t) => {
  const token = await entra.sign(userClaims(config))
  const exchanges = countExchanges(chain)
  t.equal((await call('/me', bearer(token))).status, 200)
  t.equal((await call('/tools/get_my_profile', toolCall(token))).status, 200)
  t.equal(exchanges(), 1)
})

t.test('an anonymous operation makes no exchange, even with a token', async (t) => {
  const exchanges = countExchanges(chain)
  t.equal(
    (await call('/hello', bearer(await entra.sign(userClaims(config))))).json.message,
    'Hello, Nancy Davis!'
  )
  t.equal(exchanges(), 0)
})

t.test(
  'a new sign-in with the demanded claims works at once, while the older token stays refused',
  async (t) => {
    const older = await chain.token({ user: 'mfa' })
    const refused = await call('/me', bearer(older))
    t.equal(refused.json.code, 'claims_required')
    const newer = await chain.token({ user: 'mfa', claims: demandedBy(refused.headers) })
    t.equal((await call('/me', bearer(newer))).json.id, accounts.mfa.oid)
    t.equal((await call('/tools/get_my_profile', toolCall(newer))).json.id, accounts.mfa.oid)
    t.equal((await call('/me', bearer(older))).json.code, 'claims_required')
  }
)

const challenge = JSON.stringify({ access_token: { nbf: { essential: true, value: '1700000000' } } })

for (const { says, headers, status, code } of [
  { says: 'nothing more', headers: {}, status: 503, code: 'graph_unavailable' },
  {
    says: 'which claims it wants',
    headers: {
      'www-authenticate': `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(challenge).toString('base64')}"`
    },
    status: 401,
    code: 'claims_required'
  }
]) {
  for (const path of ['/me', '/tools/get_my_profile']) {
    t.test(
      `after Graph refuses its token on ${path} and says ${says}, the next call makes a new exchange`,
      async (t) => {
        const token = await entra.sign(userClaims(config))
        const init = path === '/me' ? bearer(token) : toolCall(token)
        t.equal((await call(path, init)).status, 200)
        const exchanges = countExchanges(chain)
        graph.faults.add({ path: /\/me/, status: 401, headers, times: 1 })

        const refused = await call(path, init)
        t.match(refused, { status, json: { code } })
        t.notOk(refused.headers.has('x-graph-token-refused'), 'the gateway keeps this header from the client')
        if (status === 401) t.equal(demandedBy(refused.headers), challenge)
        t.equal(exchanges(), 0)
        t.equal((await call(path, init)).status, 200)
        t.equal(exchanges(), 1)
      }
    )
  }
}

t.test(
  'a 401 of Graph that remains with a new token costs one exchange, however many calls follow',
  async (t) => {
    const token = await entra.sign(userClaims(config))
    t.equal((await call('/me', bearer(token))).status, 200)
    const exchanges = countExchanges(chain)
    const recover = graph.faults.add({ path: /\/me/, status: 401 })
    t.match(await call('/me', bearer(token)), { status: 503, json: { code: 'graph_unavailable' } })
    for (let calls = 0; calls < 5; calls++) {
      const { status, json } = await call('/me', bearer(token))
      t.strictSame([status, json.code], [502, 'graph_refused'])
      t.notMatch(json.detail, /try again/i)
    }
    t.equal(exchanges(), 1)
    recover()
    t.equal((await call('/me', bearer(token))).status, 200)
    t.equal(exchanges(), 1)
  }
)

/** Creates a caller whose token has that many seconds left and whose exchanges give a Graph token of that lifetime. */
async function caller(t: Test, { expiresIn, callerLeft }: { expiresIn: number; callerLeft: number }) {
  const body = JSON.stringify({
    token_type: 'Bearer',
    access_token: await entra.sign(graphClaims(config)),
    expires_in: expiresIn
  })
  t.teardown(entra.faults.add({ path: tokenEndpoint, body }))
  const token = await entra.sign(userClaims(config, { exp: seconds() + callerLeft }))
  return { token, exchanges: countExchanges(chain) }
}

function demandedBy(headers: Headers): string {
  const [, encoded = ''] = /\bclaims="([^"]+)"/.exec(headers.get('www-authenticate') ?? '') ?? []
  return Buffer.from(encoded, 'base64').toString()
}
