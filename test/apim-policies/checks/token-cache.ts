import assert from 'node:assert/strict'
import type { Fault } from '../../../deploy/local/faults.ts'
import { accounts, nativeClientId } from '../../../deploy/local/tenant.ts'
import { bearer } from '../../answer.ts'
import type { Gate } from '../gate.ts'
import type { Checks } from './check.ts'
import { claims } from './entra-answers.ts'
import { assertSameProblem } from './refused.ts'

const tokenEndpoint = /^POST .*\/oauth2\/v2\.0\/token/
const seconds = () => Math.floor(Date.now() / 1000)

export const tokenCacheChecks = {
  async 'one token is exchanged once'(gate) {
    assert.equal(await exchangesOf(gate, await gate.token()), 1)
  },
  async 'two tokens of one user share nothing'(gate) {
    await gate.call('/me', bearer(await gate.token()))
    await gate.call('/me', bearer(await gate.token({ azp: nativeClientId, scp: 'access_as_user other' })))
    assert.equal(gate.exchanges().length, 2)
  },
  async 'two users get their own data'(gate) {
    const tokens = await Promise.all(
      [accounts.user, accounts.blocked, accounts.throttled].map(({ oid }) => gate.token({ oid }))
    )
    for (const token of [...tokens, ...tokens]) await useTool(gate, token)
    const sent = gate.toService().map(({ headers }) => headers['x-graph-token'] ?? '')
    const people = sent.map(
      (token) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).oid
    )
    const { user, blocked, throttled } = accounts
    const order = [user.oid, blocked.oid, throttled.oid]
    assert.deepEqual(people, [...order, ...order])
    assert.equal(gate.exchanges().length, 3)
  },
  async 'a Graph token is kept no longer than it lives, five minutes aside'(gate) {
    const token = await gate.token({ exp: seconds() + 9000 })
    lifetime(gate, 1000)
    assert.equal(await exchangesOf(gate, token, 690), 1)
    gate.later(20)
    await useTool(gate, token)
    assert.equal(gate.exchanges().length, 2)
  },
  async 'a Graph token is kept no longer than the token of its user'(gate) {
    const token = await gate.token({ exp: seconds() + 600 })
    lifetime(gate, 3600)
    assert.equal(await exchangesOf(gate, token, 530), 1)
    gate.later(20)
    await useTool(gate, token)
    assert.equal(gate.exchanges().length, 2)
  },
  async 'a Graph token is kept for 55 minutes at most'(gate) {
    const token = await gate.token({ exp: seconds() + 20_000 })
    lifetime(gate, 20_000)
    assert.equal(await exchangesOf(gate, token, 3290), 1)
    gate.later(20)
    await useTool(gate, token)
    assert.equal(gate.exchanges().length, 2)
  },
  async 'a Graph token that could be kept for a minute is'(gate) {
    lifetime(gate, 360)
    assert.equal(await exchangesOf(gate, await gate.token()), 1)
  },
  async 'a Graph token that could be kept for less is not'(gate) {
    lifetime(gate, 359)
    assert.equal(await exchangesOf(gate, await gate.token()), 2)
  },
  async 'a Graph token of a user whose own token ends soon is not kept'(gate) {
    const token = await gate.token({ exp: seconds() + 100 })
    lifetime(gate, 3600)
    assert.equal(await exchangesOf(gate, token), 2)
  },
  async 'a failure that somebody must mend is kept for 20 seconds'(gate) {
    for (const refusal of [
      { error: 'interaction_required', claims },
      { error: 'invalid_grant', suberror: 'consent_required' },
      { error: 'invalid_grant', suberror: 'message_only' },
      { error: 'invalid_grant' },
      { error: 'invalid_client' }
    ])
      await isKept(gate, { status: 400, body: JSON.stringify(refusal) }, 20)
  },
  async 'Entra being unavailable is kept as long as the caller is told to wait'(gate) {
    await isKept(gate, { status: 429, headers: { 'retry-after': '12' }, body: '{}' }, 12)
  },
  async 'Entra being unavailable is kept for 30 seconds at most'(gate) {
    await isKept(gate, { status: 429, headers: { 'retry-after': '300' }, body: '{}' }, 30)
  },
  async 'a failure of one token is not that of another'(gate) {
    const [token, another] = [await gate.token(), await gate.token()]
    gate.entra.faults.add({ path: tokenEndpoint, status: 400, body: '{"error":"invalid_grant"}', times: 1 })
    assert.equal((await gate.call('/me', bearer(token))).json.code, 'token_invalid')
    assert.equal((await gate.call('/me', bearer(another))).status, 200)
    assert.equal((await gate.call('/me', bearer(token))).json.code, 'token_invalid')
  },
  async 'a Graph token that Graph refused is exchanged anew'(gate) {
    const token = await gate.token()
    assert.equal((await gate.call('/me', bearer(token))).status, 200)
    gate.graph.faults.add({ path: /./, status: 401, body: '{}', times: 1 })
    const { headers } = await gate.call('/me', bearer(token))
    assert.equal(headers.get('x-graph-token-refused'), null)
    assert.equal(gate.exchanges().length, 1)
    assert.equal((await gate.call('/me', bearer(token))).status, 200)
    assert.equal(gate.exchanges().length, 2)
  },
  async 'what the service says of Graph tokens stays inside, on open operations too'(gate) {
    gate.serviceAnswers((_request, response) => response.setHeader('x-graph-token-refused', 'true').end('{}'))
    const { status, headers } = await gate.call('/hello')
    assert.deepEqual([status, headers.get('x-graph-token-refused')], [200, null])
  }
} satisfies Checks

/** Lets Entra give Graph tokens that live so long. */
function lifetime(gate: Gate, seconds: number): void {
  const body = JSON.stringify({ token_type: 'Bearer', access_token: 'x.y.z', expires_in: seconds })
  gate.entra.faults.add({ path: tokenEndpoint, body })
}

/** Whether the failure that Entra answers with is given again for so many seconds, and then no more. */
async function isKept(gate: Gate, fault: Omit<Fault, 'path'>, seconds: number): Promise<void> {
  const init = bearer(await gate.token())
  const before = gate.exchanges().length
  gate.entra.faults.add({ path: tokenEndpoint, ...fault, times: 1 })
  const failure = await gate.call('/me', init)
  gate.later(seconds - 7)
  assertSameProblem(await gate.call('/me', init), failure)
  const byService = await gate.call('/tools/get_my_profile', { method: 'POST', ...init })
  assertSameProblem(byService, failure)
  assert.equal(gate.exchanges().length - before, 1)
  gate.later(8)
  assert.equal((await gate.call('/me', init)).status, 200)
  assert.equal(gate.exchanges().length - before, 2)
}

/** How many exchanges two calls with one token need, so many seconds apart. */
async function exchangesOf(gate: Gate, token: string, pause = 0): Promise<number> {
  await useTool(gate, token)
  gate.later(pause)
  await useTool(gate, token)
  return gate.exchanges().length
}

function useTool(gate: Gate, token: string) {
  return gate.call('/tools/hello', { method: 'POST', ...bearer(token) })
}
