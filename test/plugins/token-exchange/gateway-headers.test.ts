import t from 'tap'
import { accounts } from '../../../deploy/local/tenant.ts'
import { startChain } from '../../chain.ts'
import { graphClaims } from '../../graph-claims.ts'
import { mcpClient } from '../../mcp-client.ts'
import { exchanges } from '../../token-endpoint.ts'
import { userClaims } from '../../user-claims.ts'

const stack = await startChain(t, { gateway: false, environment: { TOKEN_EXCHANGE: 'gateway' } })
const token = await stack.entra.sign(userClaims(stack.config))
const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

t.afterEach(() => {
  t.equal(exchanges(stack), 0, 'the service itself exchanges nothing')
})

t.test('the Graph token of the gateway is used as it is', async (t) => {
  const graphToken = await stack.entra.sign(graphClaims(stack.config, accounts.mfa))
  const { status, json } = await call({ 'x-graph-token': graphToken })
  t.equal(status, 200)
  t.equal(json.id, accounts.mfa.oid, 'whose it is, is for Graph to say')
})

t.test('a Graph token counts more than an error beside it', async (t) => {
  const graphToken = await stack.entra.sign(graphClaims(stack.config))
  const { status } = await call({
    'x-graph-token': graphToken,
    'x-graph-error': encode({ code: 'token_invalid' })
  })
  t.equal(status, 200)
})

t.test('a Graph token does not stand for the token of the caller', async (t) => {
  const answer = await stack.call('/me', { headers: { 'x-graph-token': 'any' } })
  t.match(answer, { status: 401, json: { code: 'token_missing' } })
})

t.test(
  'the gateway hears of a refused Graph token from every call that brings it, not of the one after',
  async (t) => {
    for (let calls = 0; calls < 2; calls++) {
      const answer = await call({ 'x-graph-token': 'unreadable' })
      t.match(answer, { status: 503, json: { code: 'graph_unavailable' } })
      t.equal(answer.headers.get('x-graph-token-refused'), 'true')
    }
    const answer = await call({ 'x-graph-token': 'unreadable too' })
    t.match(answer, { status: 502, json: { code: 'graph_refused' } })
    t.equal(answer.headers.get('x-graph-token-refused'), null)
  }
)

t.test('the gateway hears of a refused Graph token from a batch that used it twice', async (t) => {
  const { post } = mcpClient(stack.call, await stack.entra.sign(userClaims(stack.config)))
  const message = (id: number) => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name: 'get_my_profile', arguments: {} }
  })
  const { headers } = await post([message(1), message(2)], {
    'mcp-protocol-version': '2025-03-26',
    'x-graph-token': 'unreadable'
  })
  t.equal(headers.get('x-graph-token-refused'), 'true')
})

const errors: [status: number, error: Record<string, unknown>, headers: Record<string, RegExp | null>][] = [
  [
    401,
    { code: 'claims_required', claims },
    { 'www-authenticate': new RegExp(`claims="${base64(claims)}"`) }
  ],
  [401, { code: 'token_invalid' }, { 'www-authenticate': /error="invalid_token"/ }],
  [401, { code: 'token_expired' }, { 'www-authenticate': /error="invalid_token"/ }],
  [403, { code: 'consent_required' }, { 'www-authenticate': null }],
  [403, { code: 'sign_in_refused' }, { 'www-authenticate': null }],
  [502, { code: 'exchange_misconfigured' }, { 'www-authenticate': null, 'retry-after': null }],
  [503, { code: 'identity_unavailable', retryAfter: 42 }, { 'retry-after': /^42$/ }],
  [503, { code: 'identity_unavailable' }, { 'retry-after': /^5$/ }]
]

for (const [status, error, headers] of errors) {
  t.test(`the gateway's ${JSON.stringify(error)} reaches the caller`, async (t) => {
    const answer = await call({ 'x-graph-error': encode(error) })
    t.match(answer, { status, json: { code: error.code } })
    for (const [name, expected] of Object.entries(headers)) {
      if (expected) t.match(answer.headers.get(name), expected)
      else t.equal(answer.headers.get(name), null, `no ${name}`)
    }
    if (error.code === 'consent_required') t.equal(answer.json.consentUrl, stack.config.adminConsentUrl)
  })
}

const malformed: Record<string, Record<string, string>> = {
  'no header': {},
  'an empty token': { 'x-graph-token': '' },
  'an empty error': { 'x-graph-error': '' },
  'an error that is no base64url': { 'x-graph-error': '{"code":"token_invalid"}' },
  'an error that is no JSON': { 'x-graph-error': Buffer.from('token_invalid').toString('base64url') },
  'an error that is no object': { 'x-graph-error': encode('token_invalid') },
  'an error that is null': { 'x-graph-error': encode(null) },
  'an error without a code': { 'x-graph-error': encode({ claims }) },
  'a code that no exchange gives': { 'x-graph-error': encode({ code: 'graph_forbidden' }) },
  'a code of another type': { 'x-graph-error': encode({ code: ['token_invalid'] }) },
  'claims of another type': { 'x-graph-error': encode({ code: 'claims_required', claims: {} }) },
  'a negative wait': { 'x-graph-error': encode({ code: 'identity_unavailable', retryAfter: -1 }) },
  'a wait that is a date': { 'x-graph-error': encode({ code: 'identity_unavailable', retryAfter: 'soon' }) }
}

for (const [title, headers] of Object.entries(malformed)) {
  t.test(`${title} is a gateway that is not set up`, async (t) => {
    const answer = await call(headers)
    t.match(answer, { status: 502, json: { code: 'exchange_misconfigured' } })
    t.equal(answer.headers.get('www-authenticate'), null)
  })
}

t.test('a tool that needs no Graph is served whatever became of the exchange', async (t) => {
  const { status } = await stack.call('/tools/hello', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'x-graph-error': encode({ code: 'consent_required' }) }
  })
  t.equal(status, 200)
})

function call(headers: Record<string, string>) {
  return stack.call('/me', { headers: { authorization: `Bearer ${token}`, ...headers } })
}

function encode(error: unknown): string {
  return Buffer.from(JSON.stringify(error)).toString('base64url')
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
