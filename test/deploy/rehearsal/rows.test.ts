import t from 'tap'
import { nativeClientId } from '../../../deploy/local/tenant.ts'
import type { Resource } from '../../../deploy/rehearsal/template/template.ts'
import { prepared, skip, succeeds } from './rehearsal.ts'

const theirs = '/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/platform/providers'
const gateway = `${theirs}/Microsoft.ApiManagement/service/contoso`
const identity = `${theirs}/Microsoft.ManagedIdentity/userAssignedIdentities/gateway`

/** What a company has, and the types that are not made then. */
const rows: [string, Record<string, string>, string[]][] = [
  [
    'its own gateway',
    { EXISTING_GATEWAY: gateway, EXISTING_GATEWAY_IDENTITY: identity },
    ['Microsoft.ApiManagement/service', 'Microsoft.ApiManagement/service/diagnostics']
  ],
  [
    'its own gateway with a domain',
    {
      EXISTING_GATEWAY: gateway,
      EXISTING_GATEWAY_IDENTITY: identity,
      CUSTOM_DOMAIN: 'api.contoso.com'
    },
    ['Microsoft.ApiManagement/service']
  ],
  [
    'its own registrations',
    { API_CLIENT_ID: '77777777-7777-4777-8777-777777777777', MCP_CLIENT_ID: nativeClientId },
    []
  ],
  [
    'its own environment, workspace and registry',
    {
      EXISTING_ENVIRONMENT: `${theirs}/Microsoft.App/managedEnvironments/contoso`,
      EXISTING_WORKSPACE: `${theirs}/Microsoft.OperationalInsights/workspaces/contoso`,
      EXISTING_REGISTRY: `${theirs}/Microsoft.ContainerRegistry/registries/contoso`
    },
    [
      'Microsoft.App/managedEnvironments',
      'Microsoft.OperationalInsights/workspaces',
      'Microsoft.ContainerRegistry/registries'
    ]
  ]
]

for (const [what, variables, unmade] of rows) {
  t.test(`a company with ${what} is served at the first attempt`, { skip, timeout: 300_000 }, async (t) => {
    const rehearsal = await prepared(t, variables)
    let deployed: Resource[] = []
    await succeeds(rehearsal, {
      resources(resources) {
        if (resources.length > deployed.length) deployed = resources
        return resources
      },
      directoryObject(_type, properties) {
        t.notOk(variables.API_CLIENT_ID && !('appId' in properties), 'no registration is made')
        return properties
      }
    })
    t.match(rehearsal.said.at(-1), /0 errors/)
    const ids = deployed.map(({ id }) => id?.toLowerCase())
    for (const id of Object.values(variables)) t.notOk(ids.includes(id.toLowerCase()), id)
    const ofGateway = ids.filter((id) => id?.startsWith(`${gateway.toLowerCase()}/`))
    for (const id of ofGateway)
      t.match(id, /\/service\/contoso\/\w+\/dev-/, 'all of ours there has the prefix')
    const { SHARED_GATEWAY_PARTS = '[]' } = await rehearsal.azd.values()
    const isTop = (id = '') => id.slice(gateway.length).split('/').length === 3
    t.strictSame(
      JSON.parse(SHARED_GATEWAY_PARTS)
        .map((id: string) => id.toLowerCase())
        .sort(),
      ofGateway.filter(isTop).sort(),
      'azd down knows all of it'
    )
    for (const type of unmade)
      t.notOk(
        deployed.some((resource) => resource.type === type),
        type
      )
  })
}

t.test('two environments share a gateway, and neither changes what the other has', { skip }, async (t) => {
  const { bicep } = await prepared(t)
  const file = 'deploy/azure/main.bicep'
  const [one = [], other = []] = ['dev', 'dev-2'].map((AZURE_ENV_NAME) =>
    bicep
      .predict(file, {
        AZURE_ENV_NAME,
        AZURE_LOCATION: 'westeurope',
        PUBLISHER_NAME: 'Contoso',
        PUBLISHER_EMAIL: 'api@contoso.com',
        EXISTING_GATEWAY: gateway,
        EXISTING_GATEWAY_IDENTITY: identity
      })
      .resources.filter(({ type }) => type.startsWith('Microsoft.ApiManagement/'))
  )
  t.ok(one.length > 40)
  t.equal(one.length, other.length)
  const unique = (resources: typeof one) =>
    resources.flatMap(({ id, properties }) => {
      const { path, displayName } = (properties ?? {}) as { path?: string; displayName?: string }
      return [id, path, /\/operations\//.test(String(id)) ? undefined : displayName].filter(Boolean)
    })
  const taken = new Set(unique(one))
  t.strictSame(
    unique(other).filter((value) => taken.has(value)),
    []
  )
  for (const { id, properties } of one) {
    const { value } = (properties ?? {}) as { value?: string }
    if (!/polic/.test(String(id))) continue
    for (const [, name] of String(value).matchAll(/\{\{([\w-]+)\}\}|(?:fragment|backend)-id="([^"]+)"/g))
      if (name) t.match(name, /^dev-/, String(id))
  }
})
