import { randomUUID } from 'node:crypto'
import { type Cloud, type CloudName, cloudsByName } from '../../app/clouds.ts'
import { type CloudEnvironment, cloudEnvironment } from '../bicep/cloud-environment.ts'
import type { Identity } from '../local/tenant.ts'
import type { Resource } from './template/template.ts'

/** What Azure makes up when it makes a resource, by type. The same resource has the same values in each deployment. */
export interface Azure {
  /** What `environment()` gives. */
  environment: CloudEnvironment
  /** The hosts of the cloud. */
  cloud: Cloud
  /** The run-time properties of the resource with an id. */
  resource(id: string): Record<string, unknown>
  /** The user-assigned identity with an id. */
  identity(id: string): Identity
  /** The API Management that these variables of azd say is there already; none where they name none. */
  existingGateway(values: Record<string, string>): Resource[]
  /** The host names that resources got, by type. */
  domain: string
}

/** `cloudName` is what azd calls the cloud, by default the public one. */
export function createAzure(tenantId: string, cloudName?: string): Azure {
  const environment = cloudEnvironment(cloudName)
  const cloud = cloudsByName[environment.name as CloudName]
  const { acrLoginServer, keyvaultDns } = environment.suffixes
  const made = new Map<string, Record<string, unknown>>()
  const domain = 'happyhill-00000000.westeurope.azurecontainerapps.io'
  const properties: Record<string, (name: string) => Record<string, unknown>> = {
    'Microsoft.ManagedIdentity/userAssignedIdentities': () => ({
      clientId: randomUUID(),
      principalId: randomUUID(),
      tenantId
    }),
    'Microsoft.App/managedEnvironments': () => ({ defaultDomain: domain, staticIp: '10.0.0.4' }),
    'Microsoft.ContainerRegistry/registries': (name) => ({ loginServer: `${name}${acrLoginServer}` }),
    'Microsoft.KeyVault/vaults': (name) => ({ vaultUri: `https://${name}${keyvaultDns}/` }),
    'Microsoft.OperationalInsights/workspaces': () => ({ customerId: randomUUID() }),
    'Microsoft.Insights/components': () => {
      const key = randomUUID()
      const endpoint = 'https://westeurope-5.in.applicationinsights.azure.com/'
      return {
        InstrumentationKey: key,
        ConnectionString: `InstrumentationKey=${key};IngestionEndpoint=${endpoint}`
      }
    }
  }

  return {
    environment,
    cloud,
    resource,
    identity: (id) => resource(id) as unknown as Identity,
    existingGateway,
    domain
  }

  function existingGateway(values: Record<string, string>): Resource[] {
    const { EXISTING_GATEWAY: id, EXISTING_GATEWAY_IDENTITY: identity = '', CUSTOM_DOMAIN } = values
    if (!id) return []
    const hostnameConfigurations = CUSTOM_DOMAIN ? [{ hostName: CUSTOM_DOMAIN }] : []
    return [
      {
        type: 'Microsoft.ApiManagement/service',
        id,
        name: id.split('/').at(-1) ?? '',
        identity: { userAssignedIdentities: { [identity]: {} } },
        properties: { hostnameConfigurations }
      }
    ]
  }

  function resource(id: string): Record<string, unknown> {
    const known = made.get(id.toLowerCase())
    if (known) return known
    const [, type = '', name = ''] = /\/providers\/([^/]+\/[^/]+)\/([^/]+)$/.exec(id) ?? []
    const create = properties[type]
    if (!create)
      throw new Error(`The rehearsal does not know what Azure says of ${id}: add its type to azure.ts.`)
    const values = create(name)
    made.set(id.toLowerCase(), values)
    return values
  }
}
