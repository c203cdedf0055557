import t from 'tap'
import { accounts } from '../../../../deploy/local/tenant.ts'
import { bearer, read } from '../../../answer.ts'
import { startChain } from '../../../chain.ts'
import { graphClaims } from '../../../graph-claims.ts'
import { toolCall } from '../../../tool-call.ts'
import { userClaims } from '../../../user-claims.ts'
import { arrivals } from './arrivals.ts'

const chain = await startChain(t, { environment: { CLIENT_SECRET: 'of the gateway' } })
const { call, config, entra, graph, serviceUrl } = chain
const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const parent = `00-${trace}-00f067aa0ba902b7-01`

t.test('the service holds no credential', async (t) => {
  t.equal(config.clientSecret, undefined)
  t.equal(config.managedIdentityClientId, undefined)
  t.equal(config.tokenExchange, 'gateway')
  t.notMatch(JSON.stringify(config), 'of the gateway')
})

t.test('the service refuses calls that bypass the gateway, whatever token they carry', async (t) => {
  const token = await entra.sign(userClaims(config))
  const brought = [
    {},
    bearer(token).headers,
    { ...bearer(token).headers, 'x-graph-token': await entra.sign(graphClaims(config)) },
    { ...bearer(token).headers, 'x-gateway-token': token },
    { ...bearer(token).headers, 'x-gateway-token': await daemonToken() }
  ]
  for (const headers of brought) {
    for (const path of ['/me', '/hello', '/status', '/tools', '/openapi.json', '/docs']) {
      const { status, json } = await read(await fetch(serviceUrl + path, { ...(headers && { headers }) }))
      t.match({ status, json }, { status: 403, json: { code: 'gateway_required' } }, path)
    }
  }
  for (const probe of ['/status/live', '/status/ready'])
    t.equal((await fetch(serviceUrl + probe)).status, 200)
})

t.test('the trace id of the client reaches Entra and Graph and is in the answer', async (t) => {
  const [atEntra, atService, atGraph] = [entra.url, serviceUrl, graph.url].map((url) => arrivals(t, url))
  const token = await entra.sign(userClaims(config, { oid: accounts.blocked.oid }))
  const headers = { ...bearer(token).headers, traceparent: parent, tracestate: 'vendor=1' }
  const { json } = await call('/me', { headers })
  t.match(json, { code: 'graph_forbidden', requestId: trace })
  t.equal(atService?.[0]?.headers.traceparent, parent)
  t.equal(atService?.[0]?.headers.tracestate, 'vendor=1')
  t.match(atGraph?.[0]?.headers.traceparent, new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`))
  const exchange = atEntra?.find(({ path }) => path.endsWith('/token'))
  t.equal(String(exchange?.headers['client-request-id']).replaceAll('-', ''), trace)
})

for (const [name, traceparent] of Object.entries({
  none: undefined,
  'one of zeros': `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
  'one in capitals': parent.toUpperCase(),
  'one with more in it': `x${parent}`,
  words: 'hello'
})) {
  t.test(`with ${name} the call gets a new trace id, which is the same everywhere`, async (t) => {
    const atGraph = arrivals(t, graph.url)
    const token = await entra.sign(userClaims(config, { oid: accounts.blocked.oid }))
    const headers = { ...bearer(token).headers, ...(traceparent && { traceparent, tracestate: 'vendor=1' }) }
    const { json } = await call('/me', { headers })
    t.match(json.requestId, /^(?!0{32}|4bf92f)[0-9a-f]{32}$/)
    t.equal(String(atGraph[0]?.headers.traceparent).split('-')[1], json.requestId)
    t.equal(atGraph[0]?.headers.tracestate, undefined)
  })
}

t.test("the gateway's own answers carry the same trace id", async (t) => {
  const headers = { traceparent: parent }
  t.equal((await call('/me', { headers })).json.requestId, trace)
  const refused = await entra.sign(userClaims(config, { oid: accounts.noconsent.oid }))
  for (const path of ['/me', '/tools/get_my_profile']) {
    const init = path === '/me' ? bearer(refused) : toolCall(refused)
    const { json } = await call(path, { ...init, headers: { ...init.headers, ...headers } })
    t.match(json, { code: 'consent_required', requestId: trace })
  }
})

/** A token for the API, of a managed identity that is not the gateway's. */
async function daemonToken(): Promise<string> {
  const url = `${entra.url}/metadata/identity/oauth2/token?resource=${config.appIdUri}`
  const { json } = await read(await fetch(url, { headers: { metadata: 'true' } }))
  return String(json.access_token)
}
