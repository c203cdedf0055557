import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import t, { type Test } from 'tap'
import { tools } from '../../app/tools/index.ts'
import { freePort } from '../../deploy/local/free-port.ts'
import { accounts, apiClientId, managedIdentity, tenant } from '../../deploy/local/tenant.ts'
import { type Chain, startChain } from '../chain.ts'
import { buildPrograms, createMachine, runProgram, startService, whyNoDotnet } from './dotnet-programs.ts'
import { blocksOf } from './page.ts'

const reason = await whyNoDotnet()
const options = { timeout: 300_000, ...(reason && { skip: `C# clients are not tried: ${reason}` }) }
const https = { ENTRA_HTTPS: 'true' }

t.before(async () => {
  if (!reason) await buildPrograms()
})

t.test('MSAL.NET signs in, finds its token in the cache, renews it and calls the API', options, async (t) => {
  const chain = await startChain(t, { environment: https })
  const machine = await createMachine(t, chain)
  const [, settings = '', program] = blocksOf('msal-net', chain.url)
  t.equal(program, source('msal/Graph.cs'), 'the page shows the program that runs')

  const signIns = () => chain.entra.requests.filter(({ path }) => path.endsWith('/authorize')).length
  const [first, second, third, profile] = await runProgram(machine, 'msal', local(chain, settings))
  const { scopes } = first as { scopes: string[] }
  t.match(first, { source: 'IdentityProvider', username: accounts.user.username })
  t.same(scopes, [`${chain.config.appIdUri}/access_as_user`], 'Entra says the scopes as they were asked for')
  t.match(second, { source: 'Cache', scopes })
  t.match(third, { source: 'IdentityProvider', scopes })
  t.match(profile, { displayName: accounts.user.name })
  t.equal(signIns(), 1)
  onlyInstanceDiscovery(t, machine.askedFor)
})

t.test(
  'Microsoft.Identity.Web verifies the token and exchanges it, behind the gateway and without it',
  options,
  async (t) => {
    const port = await freePort()
    const serviceUrl = `http://localhost:${port}`
    const chain = await startChain(t, { environment: https, gateway: { backendUrl: serviceUrl } })
    const machine = await createMachine(t, chain)
    const [, , , , settings = '', program] = blocksOf('msal-net', chain.url, apiClientId)
    t.equal(program, source('api/Program.cs'), 'the page shows the program that runs')
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
    const authorization = `Bearer ${await chain.token()}`
    const direct = (headers: Record<string, string>) => fetch(`${serviceUrl}/me`, { headers })

    t.match(await (await direct({ authorization })).json(), { displayName: accounts.user.name })
    t.match(await chain.call('/me', { headers: { authorization } }), {
      status: 200,
      json: { displayName: accounts.user.name }
    })
    const exchanges = chain.graph.requests.filter(({ path }) => path.endsWith('/me'))
    t.equal(exchanges.length, 2, 'the answers come from Graph')

    t.equal((await direct({})).status, 401)
    for (const [title, token, status] of [
      ['a token for Graph', await chain.token({ scopes: ['https://graph.microsoft.com/User.Read'] }), 401],
      [
        'a token of another issuer',
        await altered(chain, authorization, { iss: 'https://evil.example/' }),
        401
      ],
      [
        'a token of another tenant',
        await altered(chain, authorization, {
          tid: apiClientId,
          iss: chain.entra.issuer.replace(tenant.id, apiClientId)
        }),
        401
      ],
      ['a token without the scope', await altered(chain, authorization, { scp: 'tools.mail.read' }), 403],
      [
        'an expired token',
        await altered(chain, authorization, { exp: Math.floor(Date.now() / 1000) - 600 }),
        401
      ]
    ] as const) {
      t.equal((await direct({ authorization: `Bearer ${token}` })).status, status, title)
    }
    onlyInstanceDiscovery(t, machine.askedFor)
  }
)

t.test(
  'the C# SDK signs in, lists, calls both tools, and renews its token at the next start',
  options,
  async (t) => {
    const chain = await startChain(t)
    const machine = await createMachine(t, chain)
    const [, settings = '', program] = blocksOf('csharp-sdk', chain.url)
    t.equal(program, source('mcp/Graph.cs'), 'the page shows the program that runs')

    const signIns = () => chain.entra.requests.filter(({ path }) => path.endsWith('/authorize')).length
    const callBoth = async () => {
      const free = settings.replace(':1179', `:${await freePort()}`)
      return runProgram(machine, 'mcp', free, 'get_my_profile', 'list_my_events')
    }
    const expected = [
      tools.map(({ name }) => name),
      { displayName: accounts.user.name },
      { events: [{ subject: String }] }
    ]
    t.match(await callBoth(), expected)
    t.equal(signIns(), 1)

    const file = join(machine.home, 'tokens.json')
    t.equal(statSync(file).mode & 0o777, 0o600, 'nobody else may read the tokens')
    const tokens = JSON.parse(readFileSync(file, 'utf8'))
    const expired = await altered(chain, tokens.AccessToken, { exp: Math.floor(Date.now() / 1000) - 600 })
    writeFileSync(file, JSON.stringify({ ...tokens, AccessToken: expired }))
    t.match(await callBoth(), expected)
    t.equal(signIns(), 1, 'without another sign-in')
    t.same(machine.askedFor, [], 'it asks nobody else')
  }
)

/** The settings of a page, for the local Entra instead of Microsoft's. */
function local({ entra, graph }: Chain, settings: string): string {
  return settings
    .replaceAll('https://login.microsoftonline.com', entra.url)
    .replaceAll('https://graph.microsoft.com"', `${graph.url}"`)
    .replaceAll('TENANT_ID', tenant.id)
    .replaceAll('MANAGED_IDENTITY', managedIdentity.clientId)
}

/** A token with other claims, signed by Entra's key. */
function altered({ entra }: Chain, token: string, claims: Record<string, unknown>): Promise<string> {
  return entra.sign({ ...decodeJwt(token.replace('Bearer ', '')), ...claims })
}

/** MSAL asks Microsoft which hosts are Entra's, and goes on when there is no answer. */
function onlyInstanceDiscovery(t: Test, askedFor: string[]): void {
  t.same([...new Set(askedFor)], ['login.microsoftonline.com:443'])
}

function source(name: string): string {
  return readFileSync(join(import.meta.dirname, 'dotnet', name), 'utf8')
}
