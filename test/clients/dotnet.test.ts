import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import t, { type Test } from 'tap'
import { tools } from '../../app/tools/index.ts'
import { freePort } from '../../deploy/local/free-port.ts'
import { defaultPorts } from '../../deploy/local/ports.ts'
import { accounts, apiClientId, managedIdentity, tenant } from '../../deploy/local/tenant.ts'
import { type Chain, startChain } from '../chain.ts'
import { buildPrograms, createMachine, runProgram, startService, whyNoDotnet } from './dotnet-programs.ts'
import { blocksOf } from './page.ts'
import { clientRows } from './table.ts'

const reason = await whyNoDotnet()
const options = { timeout: 300_000, ...(reason && { skip: `C# clients are not tried: ${reason}` }) }
const pages = join(import.meta.dirname, '../../docs/clients')
const sdk = blocksOf('csharp-sdk', '')
const msal = blocksOf('msal-net', '')

t.before(async () => {
  if (!reason) await buildPrograms()
})

t.test('the pages show the programs that are built, with the versions that they use', async (t) => {
  t.match(
    readFileSync(join(pages, 'msal-net.md'), 'utf8'),
    `https://localhost:${defaultPorts.ENTRA_PORT}/${tenant.id}`
  )
  t.equal(sdk[2], source('mcp/Graph.cs'))
  t.equal(msal[2], source('msal/Graph.cs'))
  t.equal(msal[5], source('api/Program.cs'))
  for (const [command = '', project] of [
    [sdk[0], 'mcp/mcp.csproj'],
    [msal[0], 'msal/msal.csproj'],
    [msal[3], 'api/api.csproj']
  ] as const) {
    const [, name, version] = /^dotnet add package (\S+) --version (\S+)$/m.exec(command) ?? []
    t.match(source(project), `<PackageReference Include="${name}" Version="[${version}]" />`)
  }
  const row = clientRows.find(({ client }) => client === 'C# SDK')
  t.match(sdk[0], row?.version.replace(' ', ' --version '))
  t.match(row, { doors: ['/oauth/mcp'], signsIn: 'yes', lists: 'yes', calls: 'yes', refreshes: 'yes' })
})

t.test(
  'MSAL.NET signs in once, finds its token in the cache, and renews it, also for more',
  options,
  async (t) => {
    const chain = await startChain(t, { environment: { ENTRA_HTTPS: 'true' } })
    const machine = await createMachine(t, chain)
    const [, settings = ''] = blocksOf('msal-net', chain.url)
    const [userScope, mailScope] = ['access_as_user', 'tools.mail.read'].map(chain.config.scopeUri)

    const printed = await runProgram(machine, 'msal', local(chain, settings), String(mailScope))
    t.match(printed, [
      { source: 'IdentityProvider', scopes: [userScope], username: accounts.user.username },
      { source: 'Cache', scopes: [userScope] },
      { source: 'IdentityProvider', scopes: [userScope] },
      { source: 'IdentityProvider', scopes: [mailScope] },
      { displayName: accounts.user.name }
    ])
    t.equal(signIns(chain), 1)
    onlyInstanceDiscovery(t, machine.askedFor)
  }
)

t.test('Microsoft.Identity.Web accepts and exchanges our tokens, and refuses others', options, async (t) => {
  const { chain, me, askedFor } = await startApi(t)
  const token = await chain.token()
  t.match(await me(token), { status: 200, body: { displayName: accounts.user.name } })
  const throughGateway = await chain.call('/me', { headers: { authorization: `Bearer ${token}` } })
  t.match(throughGateway, { status: 200, json: { displayName: accounts.user.name } })
  t.equal(chain.graph.requests.filter(({ path }) => path.endsWith('/me')).length, 2, 'Graph answered')

  const other = (claims: Record<string, unknown>) => altered(chain, token, claims)
  const foreign = { tid: apiClientId, iss: chain.entra.issuer.replace(tenant.id, apiClientId) }
  for (const [title, refused, status] of [
    ['no token', undefined, 401],
    ['a token for Graph', await chain.token({ scopes: ['https://graph.microsoft.com/User.Read'] }), 401],
    ['a token of another issuer', await other({ iss: 'https://evil.example/' }), 401],
    ['a token of another tenant', await other(foreign), 401],
    ['an expired token', await expired(chain, token), 401],
    ['a token without the scope', await other({ scp: 'tools.mail.read' }), 403]
  ] as const) {
    t.equal((await me(refused)).status, status, title)
  }
  onlyInstanceDiscovery(t, askedFor)
})

t.test('Microsoft.Identity.Web tells what only the user can do', options, async (t) => {
  const { chain, me } = await startApi(t)
  for (const [user, challenge] of [
    ['mfa', /claims="[^"]+/],
    ['noconsent', /proposedAction="consent"/]
  ] as const) {
    t.match(await me(await chain.token({ user })), { status: 403, challenge }, user)
  }
})

t.test(
  'Microsoft.Identity.Web takes the issuer of v1.0 tokens from the v1.0 metadata',
  options,
  async (t) => {
    const { chain, me } = await startApi(t, { ACCEPT_V1_TOKENS: 'true' })
    // Of v1.0 tokens it expects this App ID URI as the audience, unless AzureAd:Audience names another.
    const token = await chain.token({ scopes: [`api://${apiClientId}/access_as_user`] })
    t.match(decodeJwt(token), { ver: '1.0', iss: `https://sts.windows.net/${tenant.id}/` })
    t.match(await me(token), { status: 200, body: { displayName: accounts.user.name } })
    const document = `/${tenant.id}/.well-known/openid-configuration`
    t.ok(
      chain.entra.requests.some(({ path }) => path === document),
      'it has read the document'
    )
    const stranger = await altered(chain, token, {
      tid: apiClientId,
      iss: `https://sts.windows.net/${apiClientId}/`
    })
    t.equal((await me(stranger)).status, 401)
  }
)

t.test(
  'the C# SDK signs in, lists, calls both tools, and renews its token at the next start',
  options,
  async (t) => {
    const { chain, machine, callBoth } = await prepareSdk(t)
    const expected = [
      tools.map(({ name }) => name),
      { displayName: accounts.user.name },
      { events: [{ subject: String }] }
    ]
    t.match(await callBoth(), expected)
    t.equal(signIns(chain), 1)

    const file = join(machine.home, 'tokens.json')
    t.equal(statSync(file).mode & 0o777, 0o600, 'nobody else may read the tokens')
    const tokens = JSON.parse(readFileSync(file, 'utf8'))
    const old = await expired(chain, tokens.AccessToken)
    writeFileSync(file, JSON.stringify({ ...tokens, AccessToken: old }))
    t.match(await callBoth(), expected)
    t.equal(signIns(chain), 1, 'without another sign-in')
    t.same(machine.askedFor, [], 'it asks nobody else')
  }
)

t.test(
  'the C# SDK signs in again for one more scope, where the first sign-in asks for little',
  options,
  async (t) => {
    const { chain, callBoth } = await prepareSdk(t, { SIGN_IN_SCOPES: 'minimal' })
    t.match((await callBoth()).at(-1), { events: [{ subject: String }] })
    t.equal(signIns(chain), 2)
  }
)

t.test('the C# SDK refuses the metadata of Entra, and so /mcp', options, async (t) => {
  const { chain, callBoth } = await prepareSdk(t)
  await t.rejects(callBoth('/api/mcp'), { message: /code_challenge_methods_supported/ })
  t.equal(signIns(chain), 0)
})

/** Prepares the program of the C# SDK's page, to call two tools that need different scopes. */
async function prepareSdk(t: Test, environment: Record<string, string> = {}) {
  const chain = await startChain(t, { environment })
  const machine = await createMachine(t, chain)
  const [, settings = ''] = blocksOf('csharp-sdk', chain.url)
  const callBoth = async (path = '/api/oauth/mcp') => {
    const asked = settings.replace('/api/oauth/mcp', path).replace(':1179', `:${await freePort()}`)
    return runProgram(machine, 'mcp', asked, 'get_my_profile', 'list_my_events')
  }
  return { chain, machine, callBoth }
}

/** Starts the service of the page behind the gateway of a chain. `me` calls it past the gateway. */
async function startApi(t: Test, environment: Record<string, string> = {}) {
  const port = await freePort()
  const serviceUrl = `http://localhost:${port}`
  const chain = await startChain(t, {
    environment: { ENTRA_HTTPS: 'true', ...environment },
    gateway: { backendUrl: serviceUrl }
  })
  const machine = await createMachine(t, chain)
  const [, , , , settings = ''] = blocksOf('msal-net', chain.url, apiClientId)
  await startService(t, machine, 'api', {
    port,
    settings: local(chain, settings),
    variables: {
      IDENTITY_ENDPOINT: chain.entra.identityEndpoint,
      IDENTITY_HEADER: chain.entra.identityHeader,
      // Microsoft.Identity.Web knows this value by the host, for Microsoft's own clouds.
      AzureAd__ClientCredentials__0__TokenExchangeUrl: 'api://AzureADTokenExchange'
    }
  })
  return { chain, me, askedFor: machine.askedFor }

  async function me(token?: string) {
    const headers = token ? { authorization: `Bearer ${token}` } : {}
    const answer = await fetch(`${serviceUrl}/me`, { headers })
    const text = await answer.text()
    return {
      status: answer.status,
      challenge: answer.headers.get('www-authenticate'),
      body: text ? JSON.parse(text) : undefined
    }
  }
}

/** The settings of a page, for the local services instead of Microsoft's. */
function local({ entra, graph }: Chain, settings: string): string {
  return settings
    .replaceAll('https://login.microsoftonline.com', entra.url)
    .replaceAll('https://graph.microsoft.com"', `${graph.url}"`)
    .replaceAll('TENANT_ID', tenant.id)
    .replaceAll('MANAGED_IDENTITY', managedIdentity.clientId)
}

/** A token with other claims, signed by Entra's key. */
function altered({ entra }: Chain, token: string, claims: Record<string, unknown>): Promise<string> {
  return entra.sign({ ...decodeJwt(token), ...claims })
}

/** The token as it would be an hour after its end. */
function expired(chain: Chain, token: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return altered(chain, token, { iat: now - 7200, nbf: now - 7200, exp: now - 3600 })
}

function signIns({ entra }: Chain): number {
  return entra.requests.filter(({ path }) => path.endsWith('/authorize')).length
}

/** MSAL asks Microsoft which hosts are Entra's, and goes on when there is no answer. */
function onlyInstanceDiscovery(t: Test, askedFor: string[]): void {
  t.same([...new Set(askedFor)], ['login.microsoftonline.com:443'])
}

function source(name: string): string {
  return readFileSync(join(import.meta.dirname, 'dotnet', name), 'utf8')
}
