import { decodeJwt } from 'jose'
import t from 'tap'
import { accounts, apiClientId, nativeClientId } from '../../../../deploy/local/tenant.ts'
import { bearer } from '../../../answer.ts'
import { startChain } from '../../../chain.ts'
import { countExchanges, tokenEndpoint } from '../../../token-endpoint.ts'
import { toolCall } from '../../../tool-call.ts'
import { userClaims } from '../../../user-claims.ts'
import { arrivals } from './arrivals.ts'

const chain = await startChain(t)
const { call, config, entra, graph } = chain

t.test('two users with interleaved calls each get their own data', async (t) => {
  const people = [
    userClaims(config),
    userClaims(config),
    userClaims(config, { oid: accounts.mfa.oid, acrs: ['c1'] }),
    userClaims(config, { oid: accounts.blocked.oid }),
    userClaims(config, { oid: accounts.noconsent.oid })
  ]
  const tokens = await Promise.all(people.map(entra.sign))
  const exchanges = countExchanges(chain)
  t.teardown(entra.faults.add({ path: tokenEndpoint, latencyMs: 30 }))
  t.teardown(graph.faults.add({ path: /\/me/, latencyMs: 15 }))

  const outcomes = { [accounts.blocked.oid]: 'graph_forbidden', [accounts.noconsent.oid]: 'consent_required' }
  for (const round of [1, 2]) {
    const calls = Array.from({ length: 60 }, async (_, index) => {
      const [token = '', { oid } = {}] = [tokens[index % tokens.length], people[index % tokens.length]]
      const { json } = await (index % 3
        ? call('/me', bearer(token))
        : call('/tools/get_my_profile', toolCall(token)))
      t.equal(json.id ?? json.code, outcomes[String(oid)] ?? oid, `call ${index} of round ${round}`)
    })
    await Promise.all(calls)
  }
  // The tokens of the two users and the blocked one are cached after the first round. A refusal never is.
  t.ok(exchanges() <= 60 + 12, `${exchanges()} exchanges`)
})

t.test('two clients of one user never share a Graph token', async (t) => {
  const atGraph = arrivals(t, graph.url)
  const exchanges = countExchanges(chain)
  const tokens = await Promise.all([nativeClientId, apiClientId].map((clientId) => chain.token({ clientId })))
  const signIns = exchanges()
  for (const token of [...tokens, ...tokens])
    t.equal((await call('/me', bearer(token))).json.id, accounts.user.oid)
  t.equal(exchanges() - signIns, 2)
  const used = atGraph.map(({ headers }) => decodeJwt(headers.authorization?.split(' ')[1] ?? '').uti)
  t.not(used[0], used[1])
  t.same(used.slice(2), used.slice(0, 2))
})

t.test('a refusal of Entra to one client does not affect another client', async (t) => {
  const [refused, welcome] = await Promise.all([
    entra.sign(userClaims(config)),
    entra.sign(userClaims(config, { azp: apiClientId }))
  ])
  const body = JSON.stringify({ error: 'invalid_grant', suberror: 'consent_required' })
  entra.faults.add({ path: tokenEndpoint, status: 400, body, times: 1 })
  t.equal((await call('/me', bearer(refused))).json.code, 'consent_required')
  t.equal((await call('/me', bearer(welcome))).status, 200)
})
