import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { bearer } from '../answer.ts'
import { type Chain, startChain } from '../chain.ts'
import { userClaims } from '../user-claims.ts'

const { now: clock } = Date

t.test('many callers at the start share one fetch', async (t) => {
  const stack = await startChain(t, { gateway: false })
  const statuses = await Promise.all(
    Array.from({ length: 50 }, async () => statusOf(stack, await token(stack)))
  )
  t.same(new Set(statuses), new Set([200]))
  t.equal(fetches(stack), 1)
})

t.test('unknown key ids fetch the keys once, and not again for half a minute', async (t) => {
  const stack = await startChain(t, { gateway: false })
  t.equal(await statusOf(stack, await token(stack)), 200)

  await Promise.all(Array.from({ length: 50 }, async () => refused(stack, await strange(stack))))
  t.equal(fetches(stack), 1, 'the keys have just been fetched')

  t.intercept(Date, 'now', { value: () => clock() + 31_000 })
  await Promise.all(Array.from({ length: 50 }, async () => refused(stack, await strange(stack))))
  t.equal(fetches(stack), 2)
  t.equal(await statusOf(stack, await token(stack)), 200)
  t.equal(fetches(stack), 2)

  async function refused(stack: Chain, token: string) {
    t.equal(await codeOf(stack, token), 'token_invalid')
  }
})

t.test('the tokens of a new key are accepted when the keys were fetched half a minute ago', async (t) => {
  const stack = await startChain(t, { gateway: false })
  t.equal(await statusOf(stack, await token(stack)), 200)
  await stack.entra.rotateKeys()
  t.intercept(Date, 'now', { value: () => clock() + 31_000 })
  t.equal(await statusOf(stack, await token(stack)), 200)
  t.equal(fetches(stack), 2)
})

const failing = {
  fails: { status: 500 },
  'is throttled': { status: 429 },
  'drops connections': { drop: true },
  'answers garbage': { status: 200, body: '<html>' },
  'answers other JSON': { status: 200, body: '{"error":"x"}' }
}

for (const [kind, fault] of Object.entries(failing)) {
  t.test(`before the first keys, a key server that ${kind} is not the caller's fault`, async (t) => {
    const stack = await startChain(t, { gateway: false })
    const mend = stack.entra.faults.add({ path: /discovery/, ...fault })
    const answer = await stack.call('/me', bearer(await token(stack)))
    t.match(answer, { status: 503, json: { code: 'identity_unavailable' } })
    t.match(answer.headers.get('retry-after'), /^\d+$/)
    t.notOk(answer.headers.has('www-authenticate'))
    const status = await stack.call('/status', bearer(await token(stack)))
    t.same(status.json.authentication, { state: 'invalid', reason: 'identity_unavailable' })
    t.equal((await stack.call('/hello')).status, 200)

    mend()
    t.intercept(Date, 'now', { value: () => clock() + 6_000 })
    t.equal(await statusOf(stack, await token(stack)), 200, 'and after 5 seconds a call tries again')
  })
}

for (const [kind, fault] of Object.entries(failing)) {
  t.test(`the last good keys serve while a key server ${kind}`, async (t) => {
    const stack = await startChain(t, { gateway: false })
    t.equal(await statusOf(stack, await token(stack)), 200)
    stack.entra.faults.add({ path: /discovery/, ...fault })

    for (const [minutes, fetched] of [
      [9, 1],
      [11, 2],
      [11.2, 2],
      [12, 3],
      [24 * 60, 4]
    ] as const) {
      t.intercept(Date, 'now', { value: () => clock() + minutes * 60_000 })
      for (let calls = 0; calls < 3; calls++)
        t.equal(await statusOf(stack, await token(stack)), 200, `${minutes} minutes later`)
      while (fetches(stack) < fetched) await wait(10)
      t.equal(fetches(stack), fetched, `fetches after ${minutes} minutes`)
    }
    t.equal(await codeOf(stack, await strange(stack)), 'identity_unavailable', 'who knows of a new key')
    const other = await stack.entra.sign(userClaims(stack.config, { name: 'Somebody else' }))
    t.equal(await statusOf(stack, other), 200, 'a token of a known key does not suffer from that')
  })
}

t.test('the keys are renewed every 10 minutes, so that a withdrawn key counts no more', async (t) => {
  const stack = await startChain(t, { gateway: false })
  const old = await Promise.all([token(stack), token(stack), token(stack), token(stack)])
  t.equal(await statusOf(stack, old[0]), 200)
  await stack.entra.rotateKeys()
  await stack.entra.rotateKeys()

  t.intercept(Date, 'now', { value: () => clock() + 9 * 60_000 })
  t.equal(await statusOf(stack, old[1]), 200)
  t.equal(fetches(stack), 1)
  t.intercept(Date, 'now', { value: () => clock() + 11 * 60_000 })
  t.equal(await statusOf(stack, old[2]), 200, 'nobody waits for the new keys')
  while (fetches(stack) === 1) await wait(10)
  t.equal(await statusOf(stack, await token(stack)), 200)
  t.equal(fetches(stack), 2)
  t.equal(await codeOf(stack, old[3]), 'token_invalid')
})

t.test('a token that was verified before falls with its key', async (t) => {
  const stack = await startChain(t, { gateway: false })
  const known = await token(stack)
  t.equal(await statusOf(stack, known), 200)
  await stack.entra.rotateKeys()
  await stack.entra.rotateKeys()
  t.equal(await statusOf(stack, known), 200, 'as long as nobody knows better')

  t.intercept(Date, 'now', { value: () => clock() + 9 * 60_000 })
  t.equal(await codeOf(stack, await token(stack)), undefined, 'a token of the new key brings the new keys')
  t.equal(await codeOf(stack, known), 'token_invalid')
})

t.test('a token is verified anew every ten minutes, though it has been seen before', async (t) => {
  const stack = await startChain(t, { gateway: false })
  const known = await token(stack)
  t.equal(await statusOf(stack, known), 200)
  await stack.entra.rotateKeys()
  await stack.entra.rotateKeys()
  t.intercept(Date, 'now', { value: () => clock() + 10.1 * 60_000 })
  while ((await codeOf(stack, known)) !== 'token_invalid') await wait(10)
  t.equal(fetches(stack), 2)
})

for (const before of [0, 1]) {
  t.test(`a key server that fails is asked every 5 seconds, after ${before} good answers`, async (t) => {
    const stack = await startChain(t, { gateway: false })
    for (let calls = 0; calls < before; calls++) t.equal(await statusOf(stack, await token(stack)), 200)
    t.intercept(Date, 'now', { value: () => clock() + 31_000 })
    const mend = stack.entra.faults.add({ path: /discovery/, status: 500 })
    for (let calls = 0; calls < 20; calls++)
      t.equal(await codeOf(stack, await strange(stack)), 'identity_unavailable')
    t.equal(fetches(stack) - before, 1)
    mend()
    t.intercept(Date, 'now', { value: () => clock() + 37_000 })
    t.equal(await codeOf(stack, await strange(stack)), 'token_invalid')
    t.equal(fetches(stack) - before, 2)
  })
}

function token({ entra, config }: Chain): Promise<string> {
  return entra.sign(userClaims(config))
}

/** A token that names a key of which nobody has heard. */
async function strange(stack: Chain): Promise<string> {
  const header = { alg: 'RS256', typ: 'JWT', kid: randomUUID() }
  const [, payload, signature] = (await token(stack)).split('.')
  return [Buffer.from(JSON.stringify(header)).toString('base64url'), payload, signature].join('.')
}

async function statusOf({ call }: Chain, token = ''): Promise<number> {
  return (await call('/tools/hello', { method: 'POST', ...bearer(token) })).status
}

async function codeOf({ call }: Chain, token = ''): Promise<unknown> {
  return (await call('/tools/hello', { method: 'POST', ...bearer(token) })).json.code
}

function fetches({ entra }: Chain): number {
  return entra.requests.filter(({ path }) => path.endsWith('/discovery/v2.0/keys')).length
}
