import assert from 'node:assert/strict'
import { accounts, apiClientId } from '../../../deploy/local/tenant.ts'
import { type Answer, bearer } from '../../answer.ts'
import type { Gate } from '../gate.ts'
import { clientSecret } from '../gate.ts'
import type { Check, Checks } from './check.ts'
import { claims, entraAnswers, unavailable } from './entra-answers.ts'
import { assertProblem, assertSameProblem } from './refused.ts'

const tokenEndpoint = /^POST .*\/oauth2\/v2\.0\/token/
const classified: Checks = Object.fromEntries(
  entraAnswers.map(([kind, status, body, error, headers]): [string, Check] => [
    `Entra answers ${kind}`,
    async (gate) => {
      gate.entra.faults.add({ path: tokenEndpoint, status, body: textOf(body), ...(headers && { headers }) })
      const answer = await useTool(gate)
      assert.equal(answer.status, 200)
      assert.deepEqual(forwarded(gate), error)
    }
  ])
)

export const exchangeChecks = {
  ...classified,
  async 'the exchange asks for what the flow demands, each value encoded'(gate) {
    const token = await gate.token()
    await gate.call('/me', bearer(token))
    const [{ body = '', headers = {} } = {}] = gate.exchanges()
    const { client_assertion, ...fields } = Object.fromEntries(new URLSearchParams(body))
    assert.deepEqual(fields, {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      requested_token_use: 'on_behalf_of',
      client_id: apiClientId,
      scope: 'https://graph.microsoft.com/.default',
      assertion: token,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
    })
    assert.match(client_assertion ?? '', /^[\w-]+\.[\w-]+\.[\w-]+$/)
    assert.match(body, /^[\w.=&%-]+$/)
    assert.equal(headers['content-type'], 'application/x-www-form-urlencoded')
    assert.equal(headers.accept, 'application/json')
    assert.equal(headers.authorization, undefined)
  },
  async 'Entra is told the request id'(gate) {
    const headers = {
      authorization: `Bearer ${await gate.token()}`,
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    }
    await gate.call('/me', { headers })
    assert.equal(gate.exchanges()[0]?.headers['client-request-id'], '4bf92f35-77b3-4da6-a3ce-929d0e0e4736')
  },
  async 'a failure of Entra is tried once more, at once'(gate) {
    const times: number[] = []
    // A second try that waits takes a second at least, a busy machine now and then.
    while (times.length < 10 && !times.some((time) => time < 800)) {
      gate.entra.faults.add({ path: tokenEndpoint, status: 503, times: 1 })
      const before = performance.now()
      assert.equal((await gate.call('/me', bearer(await gate.token()))).status, 200)
      times.push(performance.now() - before)
      assert.equal(gate.exchanges().length, 2 * times.length)
    }
    assert.ok(times.some((time) => time < 800))
  },
  async 'a lasting failure of Entra is tried no third time'(gate) {
    gate.entra.faults.add({ path: tokenEndpoint, status: 500 })
    await useTool(gate)
    assert.equal(gate.exchanges().length, 2)
  },
  async 'a dropped connection to Entra is tried once more'(gate) {
    gate.entra.faults.add({ path: tokenEndpoint, drop: true, times: 1 })
    assert.equal((await gate.call('/me', bearer(await gate.token()))).status, 200)
  },
  async 'Entra out of reach is Entra being unavailable'(gate) {
    gate.entra.faults.add({ path: tokenEndpoint, drop: true })
    assert.equal((await useTool(gate)).status, 200)
    assert.deepEqual(forwarded(gate), unavailable(5))
  },
  async 'a refusal of Entra is not tried again'(gate) {
    for (const status of [400, 429])
      gate.entra.faults.add({ path: tokenEndpoint, status, times: 1, body: '{}' })
    await useTool(gate)
    await useTool(gate)
    assert.equal(gate.exchanges().length, 2)
  },
  async 'without an assertion of the managed identity Entra is not even asked'(gate) {
    gate.later(100_000)
    gate.serviceAnswers((_request, response) => response.end('{}'))
    gate.entra.faults.add({ path: /AzureADTokenExchange/, status: 500 })
    assert.equal((await useTool(gate)).status, 200)
    assert.deepEqual(forwarded(gate), unavailable(5))
    assert.deepEqual(gate.exchanges(), [])
  },
  async '/me ends with the failure of its exchange, and the service is not asked'(gate) {
    const { call } = gate
    const init = bearer(await gate.token({ oid: accounts.noconsent.oid }))
    const consentUrl = gate.config.adminConsentUrl
    assertProblem(gate, await call('/me', init), 'consent_required', { consentUrl })
    assert.deepEqual(gate.toService(), [])
  },
  async 'a tool without Graph needs no exchange'(gate) {
    const answer = await useTool(gate, await gate.token({ oid: accounts.noconsent.oid }))
    assert.equal(answer.status, 200)
    assert.deepEqual(forwarded(gate), { code: 'consent_required' })
  },
  async 'the claims of a step-up reach the caller'(gate) {
    gate.entra.faults.add({ path: tokenEndpoint, status: 400, body: textOf({ error: 'x', claims }) })
    assertProblem(gate, await gate.call('/me', bearer(await gate.token())), 'claims_required', { claims })
  },
  async 'the waiting time of Entra reaches the caller'(gate) {
    gate.entra.faults.add({ path: tokenEndpoint, status: 429, headers: { 'retry-after': '17' }, body: '{}' })
    const answer = await gate.call('/me', bearer(await gate.token()))
    assertProblem(gate, answer, 'identity_unavailable')
    assert.equal(answer.headers.get('retry-after'), '17')
  },
  async 'a failed exchange is the same from the gateway and from the service'(gate) {
    for (const [, status, body, error, headers] of entraAnswers) {
      if (!error) continue
      gate.entra.faults.clear()
      gate.entra.faults.add({ path: tokenEndpoint, status, body: textOf(body), ...(headers && { headers }) })
      const init = bearer(await gate.token())
      const byService = await gate.call('/tools/get_my_profile', { method: 'POST', ...init })
      assertSameProblem(await gate.call('/me', init), byService)
    }
  },
  async 'the outcome of an exchange is counted and traced, by its class alone'(gate) {
    await useTool(gate)
    assert.deepEqual(gate.told().map(shape), [
      'exchanges 1 result: exchanged',
      'exchange · exchanged · requestId=ID'
    ])
    await useTool(gate, await gate.token({ oid: accounts.mfa.oid }))
    assert.deepEqual(gate.told().map(shape), [
      'exchanges 1 result: claims_required',
      'exchange · claims_required · requestId=ID'
    ])
  },
  async 'nothing that Entra said is passed on'(gate) {
    const inside = { error: 'invalid_client', error_description: 'AADSTS7000215 inside', trace_id: 'inside' }
    gate.entra.faults.add({ path: tokenEndpoint, status: 401, body: textOf(inside) })
    for (const [path, method] of [
      ['/me', 'GET'],
      ['/tools/get_my_profile', 'POST']
    ] as const) {
      const { text, headers } = await gate.call(path, { method, ...bearer(await gate.token()) })
      assert.doesNotMatch(text + JSON.stringify([...headers]), /inside|AADSTS|invalid_client/)
    }
  }
} satisfies Checks

export const secretChecks = {
  async 'any character may stand in the client secret'(gate) {
    assert.equal((await gate.call('/me', bearer(await gate.token()))).status, 200)
    const fields = new URLSearchParams(gate.exchanges()[0]?.body)
    assert.equal(fields.get('client_secret'), clientSecret)
    assert.equal(fields.get('client_assertion'), null)
    assert.match(gate.exchanges()[0]?.body ?? '', /^[\w.=&%~!*'()-]+$/)
  },
  async 'the secret shows in no answer and no trace'(gate) {
    gate.entra.faults.add({ path: tokenEndpoint, status: 401, body: '{"error":"invalid_client"}' })
    const answer = await gate.call('/me', bearer(await gate.token()))
    assertProblem(gate, answer, 'exchange_misconfigured')
    const shown = answer.text + JSON.stringify(gate.toService())
    // A part of it that no JSON escapes, as it is and as the form has it.
    const part = clientSecret.slice(4, 15)
    for (const form of [part, encodeURIComponent(part)]) assert.ok(!shown.includes(form))
  }
} satisfies Checks

function shape(text: string): string {
  return text.replace(/[0-9a-f]{32}/, 'ID')
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

async function useTool(gate: Gate, token?: string): Promise<Answer> {
  return gate.call('/tools/hello', { method: 'POST', ...bearer(token ?? (await gate.token())) })
}

/** The one error that the service was told of. */
function forwarded(gate: Gate): unknown {
  const { headers = {} } = gate.toService().at(-1) ?? {}
  const error = headers['x-graph-error']
  assert.equal(error === undefined, headers['x-graph-token'] !== undefined)
  if (error === undefined) return undefined
  assert.match(error, /^[\w-]+$/)
  return JSON.parse(Buffer.from(error, 'base64url').toString())
}
