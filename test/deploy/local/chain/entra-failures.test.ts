import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Fault } from '../../../../deploy/local/faults.ts'
import { bearer } from '../../../answer.ts'
import { startChain } from '../../../chain.ts'
import { graphClaims } from '../../../graph-claims.ts'
import { countExchanges, tokenEndpoint } from '../../../token-endpoint.ts'
import { toolCall } from '../../../tool-call.ts'
import { userClaims } from '../../../user-claims.ts'

const chain = await startChain(t)
const { call, config, entra } = chain
const { now: clock } = Date
/** A part of every text of Entra below. No answer and no trace may repeat it. */
const inside = 'inside-of-the-house'
const graphToken = await entra.sign(graphClaims(config))
const granted = { token_type: 'Bearer', expires_in: 3600, access_token: graphToken }
const unavailable = { status: 503, code: 'identity_unavailable', retryAfter: '5' }
const misconfigured = { status: 502, code: 'exchange_misconfigured', retryAfter: undefined }
const refused = { status: 401, code: 'token_invalid', retryAfter: undefined }

const failures: Record<
  string,
  Omit<Fault, 'path'> & { answer: typeof misconfigured | typeof unavailable; attempts?: number }
> = {
  'dropped connections': { drop: true, answer: unavailable, attempts: 2 },
  'HTML with 200': {
    body: `<html>${inside}</html>`,
    headers: { 'content-type': 'text/html' },
    answer: unavailable
  },
  'HTML with 503': { status: 503, body: `<html>${inside}</html>`, answer: unavailable, attempts: 2 },
  'a wait with 503': {
    status: 503,
    headers: { 'retry-after': '9' },
    answer: { ...unavailable, retryAfter: '9' },
    attempts: 2
  },
  'an endless wait with 429': {
    status: 429,
    headers: { 'retry-after': '86400' },
    answer: { ...unavailable, retryAfter: '300' }
  },
  'a wait with 429': {
    status: 429,
    headers: { 'retry-after': '7' },
    body: JSON.stringify({ error: 'temporarily_unavailable', error_description: inside }),
    answer: { ...unavailable, retryAfter: '7' }
  },
  'JSON with 500': {
    status: 500,
    ...json({ error: 'server_error', error_description: inside }),
    answer: unavailable,
    attempts: 2
  },
  'an empty 200': { status: 200, answer: unavailable },
  'a token of type mac': { ...json({ ...granted, token_type: 'mac' }), answer: unavailable },
  'a token of no type': { ...json({ ...granted, token_type: undefined }), answer: unavailable },
  'an empty token': { ...json({ ...granted, access_token: '' }), answer: unavailable },
  'no token': { ...json({ ...granted, access_token: undefined }), answer: unavailable },
  'a token that is an object': { ...json({ ...granted, access_token: { inside } }), answer: unavailable },
  'a token of no lifetime': { ...json({ ...granted, expires_in: undefined }), answer: unavailable },
  'a token of a lifetime in words': { ...json({ ...granted, expires_in: 'an hour' }), answer: unavailable },
  'a JSON array': { ...json([inside]), answer: unavailable },
  'a JSON string': { ...json(inside), answer: unavailable },
  null: { ...json(null), answer: unavailable },
  'half a document': { body: '{"access_token":"', answer: unavailable },
  'a refusal without a word': { status: 400, answer: unavailable },
  'a refusal that is an object': {
    status: 400,
    ...json({ error: { message: inside } }),
    answer: unavailable
  },
  temporarily_unavailable: {
    status: 400,
    ...json({ error: 'temporarily_unavailable' }),
    answer: unavailable
  },
  invalid_client: {
    status: 401,
    ...json({ error: 'invalid_client', error_description: inside }),
    answer: misconfigured
  },
  unauthorized_client: {
    status: 400,
    ...json({ error: 'unauthorized_client', error_description: inside }),
    answer: misconfigured
  },
  invalid_scope: {
    status: 400,
    ...json({ error: 'invalid_scope', error_description: inside }),
    answer: misconfigured
  },
  'an error of its own': {
    status: 418,
    ...json({ error: 'teapot', error_description: inside }),
    answer: misconfigured
  },
  invalid_grant: {
    status: 400,
    ...json({ error: 'invalid_grant', error_description: inside }),
    answer: refused
  },
  'a user who is not assigned': {
    status: 400,
    ...json({
      error: 'invalid_grant',
      suberror: 'message_only',
      error_codes: [50105],
      error_description: inside
    }),
    answer: { status: 403, code: 'sign_in_refused', retryAfter: undefined }
  },
  login_required: {
    status: 400,
    ...json({ error: 'login_required', error_description: inside }),
    answer: refused
  }
}

for (const [name, { answer, attempts = 1, ...fault }] of Object.entries(failures)) {
  t.test(
    `when Entra answers with ${name}, the call fails with ${answer.code} for some seconds and reveals nothing`,
    async (t) => {
      const token = await entra.sign(userClaims(config))
      const exchanges = countExchanges(chain)
      const mend = entra.faults.add({ path: tokenEndpoint, ...fault })
      for (const made of [
        await call('/me', bearer(token)),
        await call('/tools/get_my_profile', toolCall(token))
      ]) {
        const { headers, text } = made
        t.match(made, { status: answer.status, json: { code: answer.code } })
        t.equal(headers.get('retry-after') ?? undefined, answer.retryAfter)
        for (const hidden of [inside, graphToken, token, 'AADSTS']) {
          t.notOk(text.includes(hidden) || JSON.stringify([...headers]).includes(hidden))
        }
      }
      t.equal(exchanges(), attempts)
      await notTraced(t)
      mend()
      t.intercept(Date, 'now', { value: () => clock() + 30_000 })
      t.equal((await call('/me', bearer(token))).status, 200, 'half a minute later it is tried again')
    }
  )
}

for (const fault of [{ drop: true }, { status: 500 }, { status: 502, body: '<html>' }]) {
  t.test(
    `after one ${JSON.stringify(fault)} the exchange is retried at once, and the caller does not notice`,
    async (t) => {
      const token = await entra.sign(userClaims(config))
      const exchanges = countExchanges(chain)
      entra.faults.add({ path: tokenEndpoint, ...fault, times: 1 })
      t.equal((await call('/me', bearer(token))).status, 200)
      t.equal(exchanges(), 2)
    }
  )
}

t.test('a tool without Graph works while Entra is down', async (t) => {
  t.teardown(entra.faults.add({ path: tokenEndpoint, drop: true }))
  const token = await entra.sign(userClaims(config))
  const { status, json } = await call('/tools/hello', toolCall(token))
  t.match({ status, json }, { status: 200, json: { message: 'Hello, Nancy Davis!' } })
})

t.test('a request to a token endpoint that is too slow times out and is repeated once', async (t) => {
  const policies = t.testdir()
  cpSync(join(import.meta.dirname, '../../../../apim-policies'), policies, { recursive: true })
  const file = join(policies, 'fragments/exchange.xml')
  const own = readFileSync(file, 'utf8')
  t.match(own, 'response-variable-name="exchange-response" timeout="5"', 'in seconds; the test shortens it')
  writeFileSync(file, own.replace('timeout="5"', 'timeout="1"'))

  const slow = await startChain(t, { gateway: { policies } })
  const token = await slow.entra.sign(userClaims(slow.config))
  const exchanges = countExchanges(slow)
  const mend = slow.entra.faults.add({ path: tokenEndpoint, latencyMs: 20_000 })
  const began = performance.now()
  const answer = await slow.call('/me', bearer(token))
  t.match(answer, { status: 503, json: { code: 'identity_unavailable' } })
  const took = performance.now() - began
  t.ok(took > 1900 && took < 20_000, `${took} ms`)
  t.equal(exchanges(), 2)
  mend()
  t.intercept(Date, 'now', { value: () => clock() + 5_000 })
  t.equal((await slow.call('/me', bearer(token))).status, 200)
})

function json(value: unknown) {
  return { body: JSON.stringify(value), headers: { 'content-type': 'application/json' } }
}

async function notTraced(t: Test) {
  const page = await (await fetch(new URL('/_trace', chain.url))).text()
  for (const hidden of [inside, graphToken, 'AADSTS'])
    t.notOk(page.includes(hidden), `no ${hidden} in the trace`)
}
