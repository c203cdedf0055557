import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { accounts } from '../../../deploy/local/tenant.ts'
import type { Answer } from '../../answer.ts'
import type { Gate } from '../gate.ts'
import type { Checks } from './check.ts'
import { assertProblem } from './refused.ts'

export const limits = {
  agents: 'deny',
  'calls-per-minute': '4'
}
export const quota = { 'calls-per-day': '3' }

export const limitChecks = {
  async 'a user may call so often in a minute, and is told how often'(gate) {
    const token = await someone(gate)
    const answers = await calls(gate, 4, token)
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200]
    )
    assert.deepEqual(
      answers.map(({ headers }) => headers.get('ratelimit-remaining')),
      ['3', '2', '1', '0']
    )
    assert.equal(answers[0]?.headers.get('ratelimit-limit'), '4')
    gate.later(20)
    const [over] = await calls(gate, 1, token)
    assert.ok(over)
    assertProblem(gate, over, 'rate_limited')
    assert.match(over.headers.get('retry-after') ?? '', /^(39|40)$/)
    assert.equal(over.headers.get('ratelimit-remaining'), '0')
    gate.later(41)
    assert.equal((await calls(gate, 1, token))[0]?.status, 200)
  },
  async 'a call over the limit costs no exchange'(gate) {
    const oid = randomUUID()
    await calls(gate, 4, await gate.token({ oid }))
    const [sent, exchanged] = [gate.toService().length, gate.exchanges().length]
    await calls(gate, 2, await gate.token({ oid }))
    assert.deepEqual([gate.toService().length, gate.exchanges().length], [sent, exchanged])
  },
  async 'one user does not use up the calls of another'(gate) {
    await calls(gate, 5, await someone(gate))
    assert.equal((await calls(gate, 1, await someone(gate)))[0]?.status, 200)
  },
  async 'a user is counted across tokens'(gate) {
    const oid = randomUUID()
    const statuses: number[] = []
    for (let count = 0; count < 5; count++) {
      const [answer] = await calls(gate, 1, await gate.token({ oid }))
      statuses.push(answer?.status ?? 0)
    }
    assert.deepEqual(statuses, [200, 200, 200, 200, 429])
  },
  async 'a refused token does not use up the calls of its user'(gate) {
    const oid = randomUUID()
    await calls(gate, 5, await gate.token({ oid, aud: 'other' }))
    assert.equal((await calls(gate, 1, await gate.token({ oid })))[0]?.status, 200)
  },
  async 'without a token the address is counted, for the metadata too'(gate) {
    gate.later(200)
    const statuses: number[] = []
    for (let count = 0; count < 5; count++) {
      statuses.push(
        (await gate.call('/hello', { headers: { 'x-forwarded-for': `203.0.113.${count}` } })).status
      )
    }
    assert.deepEqual(statuses, [200, 200, 200, 200, 429])
    assertProblem(gate, await gate.call('/.well-known/oauth-protected-resource/api/mcp'), 'rate_limited')
    assert.equal((await calls(gate, 1, await someone(gate)))[0]?.status, 200)
  },
  async 'refused calls are counted by address, and a valid token is not refused for them'(gate) {
    for (const [code, refused] of Object.entries(refusals)) {
      gate.later(61)
      for (let count = 0; count < 4; count++) assert.equal((await refused(gate)).json.code, code)
      for (const [other, over] of Object.entries(refusals)) {
        const answer = await over(gate)
        assert.equal(answer.headers.get('retry-after'), '60', `${other} after ${code}`)
        assertProblem(gate, answer, 'rate_limited')
      }
      assert.equal((await calls(gate, 1, await someone(gate)))[0]?.status, 200)
    }
    assert.deepEqual(gate.exchanges().length, Object.keys(refusals).length)
    gate.later(61)
    assert.equal((await gate.call('/me')).json.code, 'token_missing')
  },
  async 'what another address was refused does not count'(gate) {
    gate.later(61)
    for (let count = 0; count < 5; count++) await gate.call('/me')
    assert.equal(await statusFrom('127.0.0.2', gate), 401)
    const headers = { 'x-forwarded-for': '203.0.113.7' }
    assert.equal((await gate.call('/me', { headers })).status, 429)
  },
  async 'a call that was answered 429 is not counted again'(gate) {
    gate.later(61)
    for (let count = 0; count < 4; count++) assert.equal((await gate.call('/me')).status, 401)
    gate.later(30)
    for (let count = 0; count < 4; count++) assert.equal((await gate.call('/me')).status, 429)
    gate.later(31)
    assert.equal((await gate.call('/me')).status, 401)
  },
  async 'what the service refuses is no refusal of the address'(gate) {
    gate.later(61)
    const token = await gate.token({ oid: accounts.blocked.oid })
    for (let count = 0; count < 4; count++) {
      const answer = await gate.call('/me', { headers: { authorization: `Bearer ${token}` } })
      assert.equal(answer.json.code, 'graph_forbidden')
    }
    assert.equal((await gate.call('/me')).status, 401)
  }
} satisfies Checks

export const quotaChecks = {
  async 'a user may call so often in a day'(gate) {
    const token = await someone(gate)
    assert.deepEqual(
      (await calls(gate, 3, token)).map(({ status }) => status),
      [200, 200, 200]
    )
    gate.later(400)
    const [over] = await calls(gate, 1, token)
    assert.ok(over)
    assertProblem(gate, over, 'rate_limited')
    const wait = Number(over.headers.get('retry-after'))
    assert.ok(wait > 0 && wait <= 86_400, String(wait))
    assert.equal((await calls(gate, 1, await someone(gate)))[0]?.status, 200)
  }
} satisfies Checks

/** A call for each reason for which the API policy refuses one. */
const refusals: Record<string, (gate: Gate) => Promise<Answer>> = {
  token_missing: (gate) => gate.call('/me'),
  token_invalid: (gate) => gate.call('/me', { headers: { authorization: 'Bearer x' } }),
  token_expired: (gate) => callWith(gate, { exp: Math.floor(Date.now() / 1000) - 90 }),
  user_required: (gate) => callWith(gate, { scp: undefined }),
  client_refused: (gate) => callWith(gate, { xms_act_fct: '11' }),
  scope_insufficient: (gate) => callWith(gate, { scp: 'User.Read' })
}

async function callWith(gate: Gate, claims: Record<string, unknown>): Promise<Answer> {
  return gate.call('/me', { headers: { authorization: `Bearer ${await gate.token(claims)}` } })
}

/** The status of a call without a token from another address of loopback. */
async function statusFrom(localAddress: string, { origin }: Gate): Promise<number> {
  const { port } = new URL(origin)
  const [response] = await once(
    request({ host: '127.0.0.1', port, localAddress, path: '/api/me' }).end(),
    'response'
  )
  response.resume()
  return response.statusCode
}

/** A token of a user who has not called yet. */
function someone(gate: Gate) {
  return gate.token({ oid: randomUUID(), exp: Math.floor(Date.now() / 1000) + 7200 })
}

async function calls(gate: Gate, count: number, token: string) {
  const answers: Answer[] = []
  const headers = { authorization: `Bearer ${token}` }
  while (answers.length < count) answers.push(await gate.call('/tools/hello', { method: 'POST', headers }))
  return answers
}
