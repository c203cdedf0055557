import { randomBytes } from 'node:crypto'
import t from 'tap'
import type { Caller } from '../../../app/caller.ts'
import { createRequestStates } from '../../../app/mcp/request-state.ts'

const caller = { tenantId: 'tenant', objectId: 'nancy' } as Caller
const owner = { caller, tool: 'ask', args: { question: 1 } }
const key = randomBytes(32).toString('hex')
const { seal, open } = createRequestStates(key)
const refused = { code: -32602 }

t.test('a state comes back as it was, in each replica that has the key', async (t) => {
  for (const state of [{ step: 2 }, 'é', null, 0, ['a.b']]) {
    t.strictSame(open(seal(state, owner), owner), state)
    t.strictSame(createRequestStates(key).open(seal(state, owner), owner), state)
  }
})

t.test('it is good for its caller, tool and arguments alone', async (t) => {
  const sealed = seal({ step: 2 }, owner)
  for (const other of [
    { ...owner, caller: { ...caller, objectId: 'omar' } },
    { ...owner, caller: { ...caller, tenantId: 'other' } },
    { ...owner, tool: 'other' },
    { ...owner, args: { question: 2 } }
  ])
    t.throws(() => open(sealed, other), refused)
})

t.test('it is good only as it was given', async (t) => {
  const sealed = seal({ step: 2 }, owner)
  const [payload = '', signature = ''] = sealed.split('.')
  const forged = Buffer.from(JSON.stringify({ state: { step: 3 }, expires: 1e15 })).toString('base64url')
  for (const state of [
    `${forged}.${signature}`,
    payload,
    `${payload}.`,
    `.${signature}`,
    '',
    1,
    null,
    {},
    { toString: 1 },
    { toString: () => sealed },
    [sealed],
    nested(50_000),
    `A${sealed}`
  ])
    t.throws(() => open(state, owner), refused)
  t.throws(() => createRequestStates().open(sealed, owner), refused, 'with another key')
})

t.test('it is good for ten minutes', async (t) => {
  const sealed = seal({ step: 2 }, owner)
  const { now } = Date
  t.intercept(Date, 'now', { value: () => now() + 9 * 60_000 })
  t.strictSame(open(sealed, owner), { step: 2 })
  t.intercept(Date, 'now', { value: () => now() + 11 * 60_000 })
  t.throws(() => open(sealed, owner), refused)
})

function nested(depth: number): unknown {
  return JSON.parse('['.repeat(depth) + ']'.repeat(depth))
}
