import t from 'tap'
import { Claims } from '../../../app/caller.ts'
import { tools } from '../../../app/tools/index.ts'
import { type ApiScope, permissions } from '../../../deploy/azure/permissions.ts'
import { codexRedirectUri } from '../../../deploy/codex-redirect.ts'
import registered from '../../../deploy/redirect-uris.json' with { type: 'json' }
import { main, ofType, only, readText } from './predicted.ts'

interface Application {
  uniqueName: string
  signInAudience: string
  identifierUris?: string[]
  publicClient?: { redirectUris: string[] }
  web?: { redirectUris: string[] }
  api?: {
    requestedAccessTokenVersion: number
    oauth2PermissionScopes: { id: string; value: string; isEnabled: boolean }[]
    preAuthorizedApplications: { appId: string; delegatedPermissionIds: string[] }[]
  }
  optionalClaims?: { accessToken: { name: string }[] }
  requiredResourceAccess?: { resourceAccess: unknown[] }[]
}

const applications = ofType<Application>('Microsoft.Graph/applications').map(({ properties }) => properties)
const api = application('mcp-auth-service-')
const client = application('mcp-clients-')
const committed = readText('deploy/azure/permissions.json')
const { apiScopes, graphScopes } = JSON.parse(committed) as { apiScopes: ApiScope[]; graphScopes: string[] }
const address = main.outputs.APIM_GATEWAY_URL

t.test('the committed scopes are those of the tools', async (t) => {
  t.equal(committed, permissions(apiScopes), 'run npm run generate')
})

for (const removed of tools)
  t.test(
    `without the tool ${removed.name}, every scope stays, and those that no tool needs are disabled`,
    async (t) => {
      const left = tools.filter((tool) => tool !== removed)
      const { apiScopes: after } = JSON.parse(permissions(apiScopes, left)) as { apiScopes: ApiScope[] }
      t.strictSame(after.map(({ value }) => value).sort(), apiScopes.map(({ value }) => value).sort())
      const needed = ['access_as_user', ...left.map(({ apiScope }) => apiScope)]
      for (const { value, isEnabled } of after) t.equal(isEnabled, needed.includes(value), value)
      t.equal(permissions(after, left), permissions(apiScopes, left), 'it stays at the next time')
      t.strictSame(
        JSON.parse(permissions(after)),
        { apiScopes, graphScopes },
        'it is enabled when the tool comes back'
      )
    }
  )

t.test(
  'the registration has the scopes of the tools, and the consent is for theirs of Graph alone',
  async (t) => {
    t.strictSame(
      api.api?.oauth2PermissionScopes.map(({ value }) => value),
      apiScopes.map(({ value }) => value),
      'run npm run bicep -- --write'
    )
    t.equal(api.requiredResourceAccess?.[0]?.resourceAccess.length, graphScopes.length)
    t.match(only('Microsoft.Graph/oauth2PermissionGrants').properties, {
      consentType: 'AllPrincipals',
      clientId: "[reference('apiPrincipal').id]",
      resourceId: "[reference('graph').id]",
      scope: graphScopes.join(' ')
    })
  }
)

t.test('its tokens are of version 2, its tenant the only one, and no password is made', async (t) => {
  for (const each of applications) {
    t.equal(each.signInAudience, 'AzureADMyOrg')
    t.notMatch(Object.keys(each).join(), /Credentials/)
  }
  t.equal(api.api?.requestedAccessTokenVersion, 2)
})

t.test(
  'the App ID URIs are the address of the endpoint, without a slash, and a name of the tenant',
  async (t) => {
    t.match(api.identifierUris, [
      `${address}/mcp`,
      /^api:\/\/11111111-1111-4111-8111-111111111111\/mcp-auth-service-\w+$/
    ])
    t.equal(main.outputs.APP_ID_URI, api.identifierUris?.[0])
  }
)

t.test(
  'MCP clients have the redirect URIs of the list, each under its platform, and those of Codex',
  async (t) => {
    const codex = [codexRedirectUri(`${address}/mcp`), codexRedirectUri(`${address}/oauth/mcp`)]
    t.strictSame(client.publicClient?.redirectUris, [
      ...registered.publicClient.map(({ uri }) => uri),
      ...codex
    ])
    t.strictSame(
      client.web?.redirectUris,
      registered.web.map(({ uri }) => uri)
    )
  }
)

t.test('MCP clients and Visual Studio Code sign in for every scope without asking for consent', async (t) => {
  const ids = api.api?.oauth2PermissionScopes.map(({ id }) => id)
  t.strictSame(api.api?.preAuthorizedApplications, [
    { appId: "[reference('mcpClient').appId]", delegatedPermissionIds: ids },
    { appId: 'aebc6443-996d-45c2-90f0-388ff96faa56', delegatedPermissionIds: ids }
  ])
})

t.test('everybody may sign in by default, and the gateway needs no role for its token', async (t) => {
  t.match(
    ofType('Microsoft.Graph/servicePrincipals').map(({ properties }) => properties),
    [
      { appId: "[reference('api').appId]", appRoleAssignmentRequired: false },
      { appId: "[reference('mcpClient').appId]" }
    ]
  )
  t.strictSame(ofType('Microsoft.Graph/appRoleAssignedTo'), [])
})

t.test("the gateway's identity alone may exchange tokens as the API", async (t) => {
  t.match(only('Microsoft.Graph/applications/federatedIdentityCredentials').properties, {
    name: `${api.uniqueName}/gateway`,
    subject: '[identities.outputs.gatewayPrincipalId]',
    audiences: ['api://AzureADTokenExchange']
  })
})

t.test('its tokens have the optional claims that tell applications and agents', async (t) => {
  const optional = Object.keys(Claims.properties).filter((name) => /^(idtyp|xms_)/.test(name))
  t.equal(optional.length, 4)
  const claims = api.optionalClaims?.accessToken.map(({ name }) => name) ?? []
  for (const name of optional) t.ok(claims.includes(name), name)
})

function application(name: string): Application {
  const found = applications.find(({ uniqueName }) => uniqueName.startsWith(name))
  if (!found) throw new Error(`${name} is not registered`)
  return found
}
