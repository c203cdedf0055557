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
    for (const type of unmade)
      t.notOk(
        deployed.some((resource) => resource.type === type),
        type
      )
  })
}
