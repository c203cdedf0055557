import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { Answer } from '../../answer.ts'
import type { Gate } from '../gate.ts'
import type { Checks } from './check.ts'
import { assertProblem } from './refused.ts'

export const limits = { 'calls-per-minute': '4', 'tool-calls-per-minute': '2' }
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
    assertProblem(gate, await gate.call('/.well-known/oauth-protected-resource'), 'rate_limited')
    assert.equal((await calls(gate, 1, await someone(gate)))[0]?.status, 200)
  },
  async 'a tool may be called so often in a minute'(gate) {
    const token = await someone(gate)
    const [first, second, third] = await calls(gate, 3, token, { 'mcp-name': 'one' })
    assert.deepEqual([first?.status, second?.status], [200, 200])
    assert.ok(third)
    assertProblem(gate, third, 'rate_limited')
    assert.match(third.headers.get('retry-after') ?? '', /^(59|60)$/)
  },
  async 'one tool does not use up the calls of another, nor of another user'(gate) {
    const token = await someone(gate)
    await calls(gate, 2, token, { 'mcp-name': 'one' })
    assert.equal((await calls(gate, 1, token, { 'mcp-name': 'two' }))[0]?.status, 200)
    assert.equal((await calls(gate, 1, await someone(gate), { 'mcp-name': 'one' }))[0]?.status, 200)
  },
  async 'names that no tool has are counted together'(gate) {
    const token = await someone(gate)
    const statuses: number[] = []
    for (const name of ['a b', 'x'.repeat(129), 'a"b']) {
      statuses.push((await calls(gate, 1, token, { 'mcp-name': name }))[0]?.status ?? 0)
    }
    assert.deepEqual(statuses, [200, 200, 429])
  }
} satisfies Checks

export const quotaChecks = {
  async 'a user may call so often in a day'(gate) {
    const token = await someone(gate)
    assert.deepEqual(
      (await calls(gate, 3, token)).map(({ status }) => status),
      [200, 200, 200]
    )
    gate.later(120)
    const [over] = await calls(gate, 1, token)
    assert.ok(over)
    assertProblem(gate, over, 'rate_limited')
    const wait = Number(over.headers.get('retry-after'))
    assert.ok(wait > 0 && wait <= 86_400, String(wait))
    assert.equal((await calls(gate, 1, await someone(gate)))[0]?.status, 200)
  }
} satisfies Checks

/** A token of a user who has not called yet. */
function someone(gate: Gate) {
  return gate.token({ oid: randomUUID(), exp: Math.floor(Date.now() / 1000) + 7200 })
}

async function calls(gate: Gate, count: number, token: string, more: Record<string, string> = {}) {
  const answers: Answer[] = []
  const headers = { authorization: `Bearer ${token}`, ...more }
  while (answers.length < count) answers.push(await gate.call('/tools/hello', { method: 'POST', headers }))
  return answers
}
