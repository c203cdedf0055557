import t from 'tap'
import { accounts, apiClientId } from '../../../deploy/local/tenant.ts'
import { bearer } from '../../answer.ts'
import { startChain } from '../../chain.ts'
import { graphClaims } from '../../graph-claims.ts'
import { exchanges, tokenEndpoint } from '../../token-endpoint.ts'
import { userClaims } from '../../user-claims.ts'

const stack = await startChain(t, { gateway: false })

t.afterEach(() => {
  stack.entra.faults.clear()
  stack.graph.faults.clear()
})

t.test('concurrent calls of one user share one exchange', async (t) => {
  const token = await newToken()
  stack.entra.faults.add({ path: tokenEndpoint, latencyMs: 150 })
  const before = exchanges(stack)
  const answers = await Promise.all(Array.from({ length: 20 }, () => stack.call('/me', bearer(token))))
  t.same(
    answers.map(({ status }) => status),
    Array(20).fill(200)
  )
  t.equal(exchanges(stack) - before, 1)
})

t.test('concurrent calls share the failure of their exchange', async (t) => {
  const token = await newToken()
  stack.entra.faults.add({ path: tokenEndpoint, latencyMs: 150, status: 500 })
  const before = exchanges(stack)
  const answers = await Promise.all(Array.from({ length: 5 }, () => stack.call('/me', bearer(token))))
  t.same(
    answers.map(({ json }) => json.code),
    Array(5).fill('identity_unavailable')
  )
  t.equal(exchanges(stack) - before, 1)
})

t.test('a second call needs no exchange', async (t) => {
  const token = await newToken()
  const before = exchanges(stack)
  t.equal((await stack.call('/me', bearer(token))).status, 200)
  t.equal((await stack.call('/me', bearer(token))).status, 200)
  t.equal(exchanges(stack) - before, 1)
})

t.test('two users never share, even at the same time', async (t) => {
  const nancy = await newToken()
  const omar = await newToken({ oid: accounts.mfa.oid, acrs: ['c1'] })
  stack.entra.faults.add({ path: tokenEndpoint, latencyMs: 50 })
  const before = exchanges(stack)
  for (let round = 0; round < 2; round++) {
    const answers = await Promise.all([nancy, omar].map((token) => stack.call('/me', bearer(token))))
    t.same(
      answers.map(({ json }) => json.id),
      [accounts.user.oid, accounts.mfa.oid]
    )
  }
  t.equal(exchanges(stack) - before, 2)
})

t.test('two clients of one user never share', async (t) => {
  const before = exchanges(stack)
  await stack.call('/me', bearer(await newToken()))
  await stack.call('/me', bearer(await newToken({ azp: apiClientId })))
  t.equal(exchanges(stack) - before, 2)
})

t.test('what is exchanged for a token about to expire is not kept', async (t) => {
  t.equal(await exchangesOfTwoCalls(await newToken({ exp: secondsFromNow(115) })), 2)
  t.equal(await exchangesOfTwoCalls(await newToken({ exp: secondsFromNow(125) })), 1)
})

t.test('a Graph token that soon expires is not kept', async (t) => {
  const answer = {
    access_token: await stack.entra.sign(graphClaims(stack.config)),
    token_type: 'Bearer',
    scope: 'User.Read'
  }
  for (const [lifetime, expected] of [
    [355, 2],
    [365, 1]
  ]) {
    const body = JSON.stringify({ ...answer, expires_in: lifetime })
    stack.entra.faults.add({ path: tokenEndpoint, status: 200, body })
    t.equal(await exchangesOfTwoCalls(await newToken()), expected, `${lifetime} seconds`)
    stack.entra.faults.clear()
  }
})

t.test('a Graph token that Graph refuses is replaced within the call', async (t) => {
  const token = await newToken()
  await stack.call('/me', bearer(token))
  const before = exchanges(stack)

  stack.graph.faults.add({ path: /./, times: 1, status: 401, body: '{}' })
  for (let calls = 0; calls < 2; calls++) t.equal((await stack.call('/me', bearer(token))).status, 200)
  t.equal(exchanges(stack) - before, 1)
})

t.test('a claims challenge of Graph reaches the caller, and the Graph token is dropped', async (t) => {
  const token = await newToken()
  await stack.call('/me', bearer(token))
  const before = exchanges(stack)

  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1767225600"}}}'
  const encoded = Buffer.from(claims).toString('base64')
  const header = `Bearer realm="", authorization_uri="https://graph.example", error="insufficient_claims", claims="${encoded}"`
  stack.graph.faults.add({ path: /./, times: 1, status: 401, headers: { 'www-authenticate': header } })
  const refused = await stack.call('/me', bearer(token))
  t.match(refused, { status: 401, json: { code: 'claims_required' } })
  t.match(refused.headers.get('www-authenticate'), `claims="${encoded}"`)
  t.notMatch(refused.headers.get('www-authenticate'), 'graph.example')

  t.equal((await stack.call('/me', bearer(token))).status, 200)
  t.equal(exchanges(stack) - before, 1)
})

t.test('a caller who hangs up does not fail the others who share the exchange', async (t) => {
  const token = await newToken()
  stack.entra.faults.add({ path: tokenEndpoint, latencyMs: 300 })
  const before = exchanges(stack)
  const impatient = new AbortController()
  const gone = t.rejects(stack.call('/me', { ...bearer(token), signal: impatient.signal }), {
    name: 'AbortError'
  })
  while (exchanges(stack) === before) await new Promise((resolve) => setTimeout(resolve, 5))
  const others = Promise.all([stack.call('/me', bearer(token)), stack.call('/me', bearer(token))])
  impatient.abort()
  await gone
  t.same(
    (await others).map(({ status }) => status),
    [200, 200]
  )
  t.equal(exchanges(stack) - before, 1)
})

function newToken(changes: Record<string, unknown> = {}): Promise<string> {
  return stack.entra.sign(userClaims(stack.config, changes))
}

async function exchangesOfTwoCalls(token: string): Promise<number> {
  const before = exchanges(stack)
  await stack.call('/me', bearer(token))
  await stack.call('/me', bearer(token))
  return exchanges(stack) - before
}

function secondsFromNow(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds
}
