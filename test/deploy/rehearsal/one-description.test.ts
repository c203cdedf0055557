import t from 'tap'
import { readConfig } from '../../../app/config.ts'
import { tools } from '../../../app/tools/index.ts'
import { allScopesOf } from '../../../app/tools/tool.ts'
import { clientRedirectUris } from '../../../deploy/local/entra/redirect-uris.ts'
import { namedValuesOf } from '../../../deploy/local/named-values.ts'
import { publishedApis } from '../../../deploy/local/published-apis.ts'
import { startChain } from '../../chain.ts'
import { app, ofType, only, ownName, readText } from '../azure/predicted.ts'

/** What `npm start` runs, and what the templates make, are one thing but for addresses and ids. */
const service = 'Microsoft.ApiManagement/service'
const [container] = only<{ template: { containers: [{ env: { name: string; value: string }[] }] } }>(
  'Microsoft.App/containerApps',
  app
).properties.template.containers
const deployed = readConfig(Object.fromEntries(container.env.map(({ name, value }) => [name, value])))

t.test('the named values of both follow from the configuration of the service', async (t) => {
  const values = ofType<{ value: string }>(`${service}/namedValues`).map((value): [string, string] => [
    ownName(value),
    value.properties.value
  ])
  // Ids that Azure gives when it makes their resources.
  const made = {
    'client-id': '[application.outputs.clientId]',
    'managed-identity-client-id': '[identities.outputs.gatewayClientId]'
  }
  t.strictSame(Object.fromEntries(values), { ...namedValuesOf(deployed, undefined), ...made })
})

t.test('both publish the same operations, with the same policies', async (t) => {
  const local = publishedApis(JSON.parse(readText('deploy/azure/openapi.json')))
  const apis = ofType<{ path: string; value?: string }>(`${service}/apis`)
  t.strictSame(apis.map(({ properties }) => properties.path).sort(), local.map(({ api }) => api.path).sort())
  for (const { api, file } of local) {
    const resource = apis.find(({ properties }) => properties.path === api.path)
    const policy = ofType<{ value: string }>(`${service}/apis/policies`).find(
      ({ name }) => name === `${resource?.name}/policy`
    )
    t.equal(policy?.properties.value, `file:apim-policies/${file}`)
    const operations = ofType<{ method: string; urlTemplate: string }>(`${service}/apis/operations`).filter(
      ({ name }) => name.startsWith(`${resource?.name}/`)
    )
    const described = operations.map((operation) => ({
      id: ownName(operation),
      method: operation.properties.method,
      template: operation.properties.urlTemplate
    }))
    if (resource?.properties.value) t.equal(resource.properties.value, 'file:deploy/azure/openapi.json')
    else
      t.strictSame(
        described,
        api.operations.map(({ id, method, template }) => ({ id, method, template }))
      )
  }
})

t.test('both registrations have the same scopes, permissions and redirect URIs', async (t) => {
  interface Application {
    api?: { requestedAccessTokenVersion: number; oauth2PermissionScopes: { value: string }[] }
    identifierUris?: string[]
    publicClient?: { redirectUris: string[] }
    web?: { redirectUris: string[] }
    spa?: { redirectUris: string[] }
  }
  const applications = ofType<Application>('Microsoft.Graph/applications').map(({ properties }) => properties)
  const api = applications.find((application) => application.api)
  const clients = applications.find(({ publicClient }) => publicClient)
  const granted = only<{ scope: string }>('Microsoft.Graph/oauth2PermissionGrants').properties.scope.split(
    ' '
  )
  t.equal(api?.api?.requestedAccessTokenVersion, 2)
  t.strictSame(api?.api?.oauth2PermissionScopes.map(({ value }) => value).sort(), allScopesOf(tools).sort())
  t.strictSame(granted.sort(), [...new Set(tools.flatMap(({ graphScopes = [] }) => graphScopes))].sort())
  t.equal(api?.identifierUris?.[0], deployed.appIdUri)
  const uris = clientRedirectUris([deployed.resource, deployed.oauth.resource])
  for (const platform of ['publicClient', 'web', 'spa'] as const)
    t.strictSame(clients?.[platform]?.redirectUris.toSorted(), uris[platform].sort(), platform)
})

t.test('both services are configured alike', async (t) => {
  const { config } = await startChain(t)
  const addressesAndIds = [
    'tenantId',
    'clientId',
    'gatewayPrincipalId',
    'hostnames',
    'host',
    'port',
    'publicUrl',
    'resource',
    'metadataPath',
    'metadataUrl',
    'oauth',
    'authority',
    'authorizationServer',
    'authorizationEndpoint',
    'tokenEndpoint',
    'jwksUri',
    'issuers',
    'appIdUri',
    'appIds',
    'audiences',
    'scopeUri',
    'ownScope',
    'adminConsentUrl'
  ]
  // Each test sets its own limit.
  const others = [...addressesAndIds, 'toolCallsPerMinute', 'applicationInsights']
  const alike = (one: object) =>
    Object.fromEntries(Object.entries(one).filter(([name]) => !others.includes(name)))
  t.strictSame(alike(config), alike(deployed))
})
