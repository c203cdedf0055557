import { generateKeyPairSync } from 'node:crypto'
import { CompactSign, decodeJwt } from 'jose'
import t from 'tap'
import { apiClientId, daemonIdentity, managedIdentity } from '../../deploy/local/tenant.ts'
import { startChain } from '../chain.ts'
import { rawRequest } from '../raw-request.ts'
import { userClaims } from '../user-claims.ts'

const GATEWAY_PRINCIPAL_ID = managedIdentity.principalId
const stack = await startChain(t, {
  gateway: false,
  environment: { TOKEN_EXCHANGE: 'gateway', GATEWAY_PRINCIPAL_ID }
})
const { config, entra, graph, serviceUrl: url } = stack
const now = Math.floor(Date.now() / 1000)
const gatewayToken = await identityToken(`api://${apiClientId}`)

t.test('with the gateway token, the public routes answer anyone', async (t) => {
  for (const path of ['/hello', '/tools', '/status', '/openapi.json', '/docs/', config.metadataPath]) {
    t.equal((await get(path, gatewayToken)).status, 200, path)
  }
})

t.test('without it, nothing answers but the probes', async (t) => {
  for (const path of [
    '/hello',
    '/tools',
    '/status',
    '/openapi.json',
    '/docs/',
    config.metadataPath,
    '/me',
    '/no'
  ]) {
    const answer = await get(path)
    t.equal(answer.status, 403, path)
    t.match(answer.headers.get('content-type'), /^application\/problem\+json/)
    t.match(await answer.json(), { code: 'gateway_required', status: 403 })
  }
  t.equal((await get('/status/live')).status, 200)
  t.equal((await get('/status/ready')).status, 200)
})

const gatewayClaims = (changes: object = {}) => ({
  ...userClaims(config),
  scp: undefined,
  oid: managedIdentity.principalId,
  azp: managedIdentity.clientId,
  idtyp: 'app',
  ...changes
})

for (const [kind, token] of Object.entries({
  'a user token': entra.sign(userClaims(config)),
  'a user token of somebody with that object id': entra.sign(gatewayClaims({ scp: 'access_as_user' })),
  "another application's token": entra.sign(
    gatewayClaims({ oid: daemonIdentity.principalId, azp: daemonIdentity.clientId })
  ),
  'a gateway token for something else': identityToken('api://AzureADTokenExchange'),
  'a gateway token of another tenant': entra.sign(
    gatewayClaims({ tid: '11111111-2222-4333-8444-555555555555' })
  ),
  'a gateway token of another issuer': entra.sign(gatewayClaims({ iss: 'https://example.com' })),
  'a gateway token that lives for ever': entra.sign(gatewayClaims({ exp: 1e300 })),
  'a gateway token of the future': entra.sign(gatewayClaims({ iat: now + 90 })),
  'an expired gateway token': entra.sign(gatewayClaims({ exp: now - 90 })),
  'a gateway token with another signature': forged(),
  garbage: 'x.y.z',
  'an object id': managedIdentity.principalId,
  'two tokens': `${gatewayToken}, ${gatewayToken}`,
  nothing: ''
})) {
  t.test(`${kind} does not open the door`, async (t) => {
    const answer = await get('/hello', await token)
    t.match(
      { status: answer.status, json: await answer.json() },
      { status: 403, json: { code: 'gateway_required' } }
    )
  })
}

t.test('a gateway token that names its caller twice does not open the door', async (t) => {
  const { config, entra, serviceUrl } = await startChain(t, {
    gateway: false,
    environment: { TOKEN_EXCHANGE: 'gateway', GATEWAY_PRINCIPAL_ID }
  })
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'held', use: 'sig' }
  entra.faults.add({ path: /discovery/, body: JSON.stringify({ keys: [key] }) })
  const once = JSON.stringify({ ...decodeJwt(gatewayToken), iss: config.authorizationServer })
  const twice = `{"oid":"somebody-else",${once.slice(1)}`
  for (const [claims, status] of [
    [once, 200],
    [twice, 403]
  ] as const) {
    const token = await new CompactSign(Buffer.from(claims))
      .setProtectedHeader({ alg: 'RS256', kid: 'held' })
      .sign(privateKey)
    const answer = await fetch(`${serviceUrl}/hello`, { headers: { 'x-gateway-token': token } })
    t.equal(answer.status, status)
  }
})

t.test('a second header does not open it either', async (t) => {
  const line = `x-gateway-token: ${gatewayToken}`
  t.equal((await rawRequest(url, ['GET /hello HTTP/1.1', line])).status, 200)
  t.equal((await rawRequest(url, ['GET /hello HTTP/1.1', line, line])).status, 403)
})

t.test("the gateway's token in Authorization is an application's, not a user's", async (t) => {
  const answer = await get('/me', gatewayToken, { authorization: `Bearer ${gatewayToken}` })
  t.match(
    { status: answer.status, json: await answer.json() },
    { status: 403, json: { code: 'user_required' } }
  )
})

t.test("the gateway's token does not stand for the caller's", async (t) => {
  const answer = await get('/me', gatewayToken, { 'x-graph-token': 'anything' })
  t.match(
    { status: answer.status, json: await answer.json() },
    { status: 401, json: { code: 'token_missing' } }
  )
  t.equal(graph.requests.length, 0)
})

t.test('a gateway token is remembered until it expires and no longer', async (t) => {
  const token = await entra.sign(gatewayClaims({ exp: Math.floor(Date.now() / 1000) + 30 }))
  t.equal((await get('/hello', token)).status, 200)
  const { now: clock } = Date
  t.intercept(Date, 'now', { value: () => clock() + 85_000 })
  t.equal((await get('/hello', token)).status, 200, 'within the skew of 60 s')
  t.intercept(Date, 'now', { value: () => clock() + 95_000 })
  t.equal((await get('/hello', token)).status, 403)
})

t.test('a remembered gateway token falls with its key', async (t) => {
  const token = await entra.sign(gatewayClaims())
  t.equal((await get('/hello', token)).status, 200)
  await entra.rotateKeys()
  await entra.rotateKeys()
  const { now: clock } = Date
  t.intercept(Date, 'now', { value: () => clock() + 31_000 })
  t.equal((await get('/hello', await entra.sign(gatewayClaims()))).status, 200)
  t.equal((await get('/hello', token)).status, 403)
})

t.test('with GATEWAY_PRINCIPAL_ID=any, everyone may call', async (t) => {
  const { call } = await startChain(t, {
    gateway: false,
    environment: { TOKEN_EXCHANGE: 'gateway', GATEWAY_PRINCIPAL_ID: 'any' }
  })
  t.equal((await call('/hello')).status, 200)
})

t.test('where the service does the exchange, it needs no gateway', async (t) => {
  const { call } = await startChain(t, {
    gateway: false,
    environment: { TOKEN_EXCHANGE: 'service', GATEWAY_PRINCIPAL_ID }
  })
  t.equal((await call('/hello')).status, 200)
})

t.test('while the key server is down at the start, the gateway is asked to wait', async (t) => {
  const {
    entra,
    config,
    serviceUrl: url
  } = await startChain(t, {
    gateway: false,
    environment: { TOKEN_EXCHANGE: 'gateway', GATEWAY_PRINCIPAL_ID }
  })
  entra.faults.add({ path: /discovery/, status: 503 })
  const token = await entra.sign({ ...gatewayClaims(), iss: config.authorizationServer })
  const answer = await fetch(`${url}/hello`, { headers: { 'x-gateway-token': token } })
  t.match(
    { status: answer.status, json: await answer.json() },
    { status: 503, json: { code: 'identity_unavailable' } }
  )
})

function get(path: string, token?: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url + path, {
    headers: { ...headers, ...(token !== undefined && { 'x-gateway-token': token }) }
  })
}

/** A token of the gateway's managed identity, as API Management gets it. */
async function identityToken(resource: string): Promise<string> {
  const query = new URLSearchParams({ resource, 'api-version': '2019-08-01' })
  const answer = await fetch(`${entra.identityEndpoint}?${query}`, {
    headers: { 'x-identity-header': entra.identityHeader }
  })
  const { access_token } = (await answer.json()) as { access_token: string }
  return access_token
}

async function forged(): Promise<string> {
  const [header, payload] = gatewayToken.split('.')
  const [, , signature] = (await entra.sign(gatewayClaims())).split('.')
  return [header, payload, signature].join('.')
}
