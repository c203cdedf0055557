import t, { type Test } from 'tap'
import type { Fault } from '../../../deploy/local/faults.ts'
import { bearer } from '../../answer.ts'
import { startChain } from '../../chain.ts'
import { graphClaims } from '../../graph-claims.ts'
import { exchanges, tokenEndpoint } from '../../token-endpoint.ts'
import { userClaims } from '../../user-claims.ts'

type Answer = Omit<Fault, 'path'>

const stack = await startChain(t, { gateway: false })
const graphToken = await stack.entra.sign(graphClaims(stack.config))
const { now: clock } = Date
const inAMinute = new Date(Date.now() + 60_000).toUTCString()
const html = { headers: { 'content-type': 'text/html' }, body: '<html>INNER</html>' }

const unavailable: Record<string, Answer> = {
  'a dropped connection': { drop: true },
  'a page': { status: 200, ...html },
  'a page with 503': { status: 503, ...html },
  '500': { status: 500, body: '{"error":"server_error","error_description":"AADSTS90033 INNER"}' },
  '429': { status: 429, body: '{"error":"invalid_request"}' },
  'an empty answer': { status: 200 },
  'an empty refusal': { status: 400 },
  'an array': { status: 200, body: '["INNER"]' },
  'a refusal that is an array': { status: 400, body: '["INNER"]' },
  'a redirect': { status: 302, headers: { location: 'http://localhost:1/INNER' } },
  'no access token': success({ access_token: undefined }),
  'an empty access token': success({ access_token: '' }),
  'an access token that is a number': success({ access_token: 7 }),
  'a token of type mac': success({ token_type: 'mac' }),
  temporarily_unavailable: refusal({ error: 'temporarily_unavailable' })
}

for (const [title, fault] of Object.entries(unavailable)) {
  t.test(`${title} of Entra is an unavailable identity provider`, async (t) => {
    await answers(t, fault, 503, 'identity_unavailable')
  })
}

const waits: [title: string, status: number, header: string, expected: RegExp][] = [
  ['throttles for seconds', 429, '17', /^17$/],
  ['throttles until a date', 429, inAMinute, /^(5\d|60)$/],
  ['is down for seconds', 503, '30', /^30$/],
  ['asks for a day', 429, '86400', /^300$/],
  ['says no sensible time', 429, 'soon', /^5$/]
]

for (const [title, status, header, expected] of waits) {
  t.test(`the caller learns how long to wait when Entra ${title}`, async (t) => {
    const fault = { status, headers: { 'retry-after': header }, body: '{}' }
    const { headers } = await answers(t, fault, 503, 'identity_unavailable')
    t.match(headers.get('retry-after'), expected)
  })
}

const claims = '{"access_token":{"acrs":{"essential":true,"value":"c7"}}}'
const refusals: [code: string, status: number, body: Record<string, unknown>][] = [
  ['claims_required', 401, { error: 'interaction_required', claims }],
  ['claims_required', 401, { error: 'invalid_grant', suberror: 'basic_action', claims }],
  ['consent_required', 403, { error: 'invalid_grant', suberror: 'consent_required' }],
  ['consent_required', 403, { error: 'consent_required' }],
  ['sign_in_refused', 403, { error: 'invalid_grant', suberror: 'message_only' }],
  ['sign_in_refused', 403, { error: 'interaction_required', suberror: 'message_only' }],
  ['sign_in_refused', 403, { error: 'invalid_grant', error_codes: [50105] }],
  ['sign_in_refused', 403, { error: 'interaction_required', error_codes: [53003] }],
  ['sign_in_refused', 403, { error: 'access_denied', error_codes: [530003], suberror: '' }],
  ['claims_required', 401, { error: 'interaction_required', error_codes: [53003], claims }],
  ['token_invalid', 401, { error: 'invalid_grant', suberror: 'basic_action' }],
  ['token_invalid', 401, { error: 'invalid_grant', suberror: 'user_password_expired' }],
  ['token_invalid', 401, { error: 'invalid_grant', error_codes: '50105' }],
  ['token_invalid', 401, { error: 'invalid_grant', error_codes: [50013] }],
  ['token_invalid', 401, { error: 'invalid_grant', suberror: 'bad_token' }],
  ['token_invalid', 401, { error: 'interaction_required' }],
  ['token_invalid', 401, { error: 'login_required' }],
  ['exchange_misconfigured', 502, { error: 'invalid_client' }],
  ['exchange_misconfigured', 502, { error: 'unauthorized_client' }],
  ['exchange_misconfigured', 502, { error: 'invalid_scope' }],
  ['exchange_misconfigured', 502, { error: 'invalid_resource' }],
  ['exchange_misconfigured', 502, { error: 'invalid_request' }],
  ['exchange_misconfigured', 502, { error: 'an_error_of_tomorrow' }]
]

for (const [code, status, body] of refusals) {
  t.test(`${JSON.stringify(body)} means ${code}`, async (t) => {
    const { headers } = await answers(t, refusal(body), status, code)
    const challenge = headers.get('www-authenticate')
    if (status !== 401) t.equal(challenge, null)
    else t.equal(challenge?.includes(Buffer.from(claims).toString('base64')), 'claims' in body)
  })
}

t.test('what Entra says of a failure is told to the operator alone', async (t) => {
  const { json } = await answers(t, refusal({ error: 'invalid_client', error_codes: [7000215] }), 502)
  const line = stack.log().find(({ reqId, msg }) => reqId === json.requestId && msg === 'request')
  t.match(line?.entra, { status: 400, error: 'invalid_client', error_codes: [7000215], trace_id: 'INNER' })
  t.notMatch(line?.entra, { error_description: /./ })
})

t.test('a token that says nothing of its lifetime serves one call', async (t) => {
  const token = await stack.entra.sign(userClaims(stack.config))
  t.teardown(stack.entra.faults.add({ path: tokenEndpoint, ...success({ expires_in: undefined }) }))
  const before = exchanges(stack)
  for (let calls = 0; calls < 2; calls++) await stack.call('/me', bearer(token))
  t.equal(exchanges(stack) - before, 2)
})

/** The caller gets the code, nothing of what Entra said, and is served half a minute after Entra is well again. */
async function answers(t: Test, fault: Answer, status: number, code?: string) {
  const token = await stack.entra.sign(userClaims(stack.config))
  const before = exchanges(stack)
  const recover = stack.entra.faults.add({ path: tokenEndpoint, ...fault })
  const answer = await stack.call('/me', bearer(token))
  recover()
  t.equal(answer.status, status)
  if (code) t.equal(answer.json.code, code)
  t.notMatch(answer.text, /INNER|AADSTS|invalid_|unauthorized_|msal/i)
  t.notMatch(answer.headers.get('www-authenticate') ?? '', /INNER|AADSTS/)

  t.intercept(Date, 'now', { value: () => clock() + 30_000 })
  t.equal((await stack.call('/me', bearer(token))).status, 200)
  t.equal(exchanges(stack) - before, 2)
  return answer
}

function success(changes: Record<string, unknown>): Answer {
  const body = { access_token: graphToken, token_type: 'Bearer', scope: 'User.Read', expires_in: 3600 }
  return { status: 200, body: JSON.stringify({ ...body, ...changes }) }
}

function refusal(body: Record<string, unknown>): Answer {
  const description = 'AADSTS65001: consent_required, interaction_required, INNER'
  return { status: 400, body: JSON.stringify({ error_description: description, trace_id: 'INNER', ...body }) }
}
