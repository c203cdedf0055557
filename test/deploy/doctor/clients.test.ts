import t from 'tap'
import { apiClientId, nativeClientId, vsCodeClientId } from '../../../deploy/local/tenant.ts'
import { startChain } from '../../chain.ts'
import { userClaims } from '../../user-claims.ts'
import { examine, those } from './examine.ts'

t.setTimeout(300_000)
const stranger = '00000000-0000-0000-0000-000000000001'
const chain = await startChain(t)
const { url, entra, config } = chain
const full = { url, clientId: apiClientId, mcpClientId: nativeClientId }
const authorizations = /GET .*\/authorize/

t.test('all is well with the clients of a healthy chain', async (t) => {
  const findings = await examine(full)
  for (const check of ['scope-known', 'app-id-uri', 'mcp-client', 'redirect-uris', 'cimd'])
    t.equal(findings[check]?.state, 'ok', check)
})

t.test('without the client id of the MCP clients, their registration is not looked at', async (t) => {
  const findings = await examine({ url })
  t.match(findings['mcp-client'], { state: 'skipped', note: '--mcp-client-id' })
  t.match(findings['redirect-uris'], { state: 'skipped', note: '--mcp-client-id' })
  t.equal(findings['app-id-uri']?.state, 'ok')
})

t.test('a client that the tenant does not know is an error', async (t) => {
  const findings = await examine({ url, mcpClientId: stranger })
  t.strictSame(those(findings, 'error'), ['mcp-client'])
  t.match(findings['mcp-client'], { found: `AADSTS700016 for ${stranger}`, fix: 'MCP_CLIENT_ID' })
  t.equal(findings['redirect-uris']?.state, 'not-run')
})

t.test('redirect URIs that are not registered are named with their clients', async (t) => {
  const { 'redirect-uris': finding, ...others } = await examine({ url, mcpClientId: vsCodeClientId })
  t.strictSame(those(others, 'error'), [])
  t.match(finding, { state: 'warning', fix: 'REDIRECT_URIS' })
  const { found } = finding as { found: string }
  for (const client of ['Claude Code', 'Cursor', 'Codex', 'claude.ai']) t.match(found, client)
  t.notMatch(found, 'Visual Studio Code')
})

t.test('where Entra tells nothing before a sign-in, the doctor claims nothing', async (t) => {
  const silent = { status: 200, body: '<!doctype html><title>Sign in</title>' }
  t.teardown(entra.faults.add({ path: authorizations, ...silent }))
  const findings = await examine({ ...full })
  t.match(findings['redirect-uris'], { state: 'skipped', note: 'only after a sign-in' })
  t.equal(findings['app-id-uri']?.state, 'ok', 'the scopes are named after the resource')

  const other = await startChain(t, { environment: { APP_ID_URI: `api://${apiClientId}` } })
  t.teardown(other.entra.faults.add({ path: authorizations, ...silent }))
  t.match((await examine({ url: other.url }))['app-id-uri'], {
    state: 'warning',
    found: 'only after a sign-in'
  })
})

t.test('an address that is no App ID URI is named, with the way round', async (t) => {
  const other = await startChain(t, { environment: { APP_ID_URI: `api://${apiClientId}` } })
  const findings = await examine({ url: other.url })
  t.strictSame(those(findings, 'error'), [])
  t.match(findings['app-id-uri'], {
    state: 'warning',
    found: `AADSTS9010010 for ${other.config.resource}`,
    fix: /REGISTER_GATEWAY_URI=true.*\/oauth\/mcp/
  })
})

for (const number of ['500011', '650053', '70011']) {
  t.test(`an App ID URI or a scope that Entra does not know is an error: ${number}`, async (t) => {
    t.teardown(
      entra.faults.add({ path: authorizations, status: 400, body: `<p>AADSTS${number}: no such thing.` })
    )
    const findings = await examine({ url })
    t.strictSame(those(findings, 'error'), ['scope-known'])
    t.match(findings['scope-known'], { found: number, fix: 'APP_ID_URI' })
    t.equal(findings['app-id-uri']?.state, 'not-run')
  })
}

t.test('Entra is asked without the token', async (t) => {
  const token = await chain.token()
  t.teardown(entra.faults.add({ path: /eyJ/, drop: true }))
  entra.requests.length = 0
  const findings = await examine({ ...full, token })
  t.strictSame(those(findings, 'error'), [])
  t.ok(entra.requests.filter(({ path }) => path.endsWith('/authorize')).length > 10)
})

t.test('whether the tenant takes clients without a registration is told', async (t) => {
  for (const [offered, note] of [
    [true, /^Entra offers/],
    [false, /^Entra does not offer/],
    ['yes', /^Entra does not offer/]
  ] as const) {
    const answer = await fetch(`${config.authorizationServer}/.well-known/openid-configuration`)
    const document = { ...((await answer.json()) as object), client_id_metadata_document_supported: offered }
    const remove = entra.faults.add({
      path: /openid-configuration/,
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(document)
    })
    t.match((await examine({ url })).cimd, { state: 'ok', note })
    remove()
  }
})

t.test('a client that may not call is named, with the two variables', async (t) => {
  for (const environment of [{ ALLOWED_CLIENTS: stranger }, { AGENTS: 'deny' }]) {
    const other = await startChain(t, { environment })
    const token = await other.entra.sign(userClaims(other.config, { xms_act_fct: '11' }))
    const findings = await examine({ url: other.url, token })
    t.strictSame(those(findings, 'error'), ['authenticated'])
    t.match(findings.authenticated, {
      found: new RegExp(`client_refused.*${nativeClientId}`),
      fix: /ALLOWED_CLIENTS.*AGENTS/
    })
  }
})

t.test('a gateway that refuses a client whom the service lets in is named', async (t) => {
  for (const [name, value] of [
    ['allowed-clients', stranger],
    ['agents', 'deny']
  ] as const) {
    const other = await startChain(t, { gateway: { namedValues: { [name]: value } } })
    const token = await other.entra.sign(userClaims(other.config, { xms_act_fct: '11' }))
    const findings = await examine({ url: other.url, token })
    t.strictSame(those(findings, 'error'), ['mcp-token'], name)
    t.match(findings['mcp-token'], {
      found: /client_refused/,
      fix: /named values allowed-clients and agents/
    })
  }
})

t.test('a user who is not assigned is sent to the administrator', async (t) => {
  const body = JSON.stringify({
    error: 'invalid_grant',
    error_description: 'AADSTS50105: The user is not assigned to a role for the application.',
    error_codes: [50105],
    suberror: 'message_only'
  })
  t.teardown(entra.faults.add({ path: /POST .*\/token/, status: 400, body }))
  const findings = await examine({ ...full, token: await entra.sign(userClaims(config)) })
  t.match(findings.me, { state: 'error', found: 'sign_in_refused', fix: /assigns the user/ })
})
