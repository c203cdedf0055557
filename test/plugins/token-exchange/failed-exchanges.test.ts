import t, { type Test } from 'tap'
import type { Fault } from '../../../deploy/local/faults.ts'
import { accounts } from '../../../deploy/local/tenant.ts'
import { type Answer, bearer } from '../../answer.ts'
import { startChain } from '../../chain.ts'
import { countExchanges, tokenEndpoint } from '../../token-endpoint.ts'
import { toolCall } from '../../tool-call.ts'
import { userClaims } from '../../user-claims.ts'

/** The two exchanges: in the service, and in the gateway before it. */
const modes = { service: { gateway: false }, gateway: {} } as const

const claims = '{"access_token":{"acrs":{"essential":true,"value":"c7"}}}'
const failures: [code: string, kept: number, fault: Omit<Fault, 'path'>][] = [
  ['claims_required', 20, refusal({ error: 'interaction_required', claims })],
  ['consent_required', 20, refusal({ error: 'invalid_grant', suberror: 'consent_required' })],
  ['sign_in_refused', 20, refusal({ error: 'invalid_grant', suberror: 'message_only' })],
  ['token_invalid', 20, refusal({ error: 'invalid_grant' })],
  ['exchange_misconfigured', 20, refusal({ error: 'invalid_client' })],
  ['identity_unavailable', 5, refusal({ error: 'temporarily_unavailable' })],
  ['identity_unavailable', 5, { status: 200, body: '<html>' }],
  ['identity_unavailable', 5, { status: 503 }],
  ['identity_unavailable', 5, { drop: true }],
  ['identity_unavailable', 1, busy('1')],
  ['identity_unavailable', 17, busy('17')],
  ['identity_unavailable', 30, busy('30')],
  ['identity_unavailable', 30, busy('300')]
]

for (const [mode, options] of Object.entries(modes)) {
  t.test(`with the exchange in the ${mode}`, async (t) => {
    const chain = await startChain(t, options)
    const { call, config, entra } = chain
    const newToken = (changes = {}) => entra.sign(userClaims(config, changes))

    t.test('200 calls of one who has not consented are one exchange', async (t) => {
      stopClock(t)
      const token = await newToken({ oid: accounts.noconsent.oid })
      const exchanges = countExchanges(chain)
      const first = await call('/me', bearer(token))
      t.match(first, { status: 403, json: { code: 'consent_required', consentUrl: config.adminConsentUrl } })
      for (let calls = 1; calls < 200; calls += 2) {
        same(t, await call('/me', bearer(token)), first)
        same(t, await call('/tools/get_my_profile', toolCall(token)), first)
      }
      t.equal(exchanges(), 1)
    })

    for (const [code, kept, fault] of failures) {
      t.test(`${code} after ${JSON.stringify(fault)} is answered for ${kept} s, and no longer`, async (t) => {
        const later = stopClock(t)
        const token = await newToken()
        const exchanges = countExchanges(chain)
        const mend = entra.faults.add({ path: tokenEndpoint, ...fault })
        const first = await call('/me', bearer(token))
        const asked = exchanges()
        mend()
        t.equal(first.json.code, code)

        later(kept - 0.1)
        same(t, await call('/me', bearer(token)), first)
        same(t, await call('/tools/get_my_profile', toolCall(token)), first)
        t.equal(exchanges(), asked)

        later(kept + 0.01)
        t.equal((await call('/me', bearer(token))).status, 200)
        t.equal(exchanges(), asked + 1)
      })
    }

    t.test('who waits as told is tried anew, and each failure counts from its own time', async (t) => {
      const later = stopClock(t)
      const token = await newToken()
      const exchanges = countExchanges(chain)
      t.teardown(entra.faults.add({ path: tokenEndpoint, ...busy('7') }))
      let waited = 0
      for (const count of [1, 2, 3]) {
        const { headers } = await call('/me', bearer(token))
        t.equal(exchanges(), count)
        waited += Number(headers.get('retry-after')) + 0.01
        later(waited)
      }
    })

    t.test('a failure of one token is not that of a newer sign-in of the same user', async (t) => {
      stopClock(t)
      const older = await newToken()
      const mend = entra.faults.add({ path: tokenEndpoint, ...refusal({ error: 'invalid_grant' }) })
      t.equal((await call('/me', bearer(older))).json.code, 'token_invalid')
      mend()
      t.equal((await call('/me', bearer(await newToken()))).status, 200)
      t.equal((await call('/me', bearer(older))).json.code, 'token_invalid')
    })

    t.test('who needs no Graph is served all the same', async (t) => {
      const token = await newToken({ oid: accounts.noconsent.oid })
      t.equal((await call('/me', bearer(token))).json.code, 'consent_required')
      t.equal((await call('/tools/hello', toolCall(token))).status, 200)
    })
  })
}

/** Stops the clock; what it gives sets it to so many seconds later. */
function stopClock(t: Test): (seconds: number) => void {
  const stoppedAt = Date.now()
  const set = (seconds: number) => t.intercept(Date, 'now', { value: () => stoppedAt + seconds * 1000 })
  set(0)
  return set
}

/** The same problem, the request id aside. */
function same(t: Test, { status, headers, json }: Answer, first: Answer) {
  t.equal(status, first.status)
  t.strictSame({ ...json, requestId: '' }, { ...first.json, requestId: '' })
  for (const name of ['www-authenticate', 'retry-after'])
    t.equal(headers.get(name), first.headers.get(name), name)
}

function refusal(body: Record<string, unknown>) {
  return { status: 400, body: JSON.stringify(body) }
}

function busy(seconds: string) {
  return { status: 429, headers: { 'retry-after': seconds }, body: '{}' }
}
