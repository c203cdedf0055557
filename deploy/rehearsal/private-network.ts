import type { Resource } from './template/template.ts'

interface Subnet {
  name: string
  properties: {
    networkSecurityGroup?: { id: string }
    delegations?: { properties: { serviceName: string } }[]
  }
}

/**
 * Refuses a private app that the gateway could not reach: one whose network, subnets, delegations or DNS do not fit together.
 * A network that the templates do not make is its owner's business.
 */
export function mustFindApp(resources: Resource[], domain: string): void {
  const environment = ofType('Microsoft.App/managedEnvironments')[0]
  const { vnetConfiguration } = (environment?.properties ?? {}) as {
    vnetConfiguration?: { infrastructureSubnetId: string; internal: boolean } | null
  }
  if (!vnetConfiguration?.internal) return
  const network = ofType('Microsoft.Network/virtualNetworks')[0]
  if (!network) return

  const gateway = ofType('Microsoft.ApiManagement/service')[0]
  const { virtualNetworkConfiguration: joined } = (gateway?.properties ?? {}) as {
    virtualNetworkConfiguration?: { subnetResourceId: string } | null
  }
  const sku = String((gateway?.sku as { name?: string } | undefined)?.name)
  const delegate = { StandardV2: 'Microsoft.Web/serverFarms' }[sku]
  mustFit('The app', vnetConfiguration.infrastructureSubnetId, 'Microsoft.App/environments')
  mustFit('The gateway', joined?.subnetResourceId, delegate)

  const zone = ofType('Microsoft.Network/privateDnsZones').find(({ name }) => name === domain)
  const record = ofType('Microsoft.Network/privateDnsZones/A').find(({ name }) => name === `${domain}/*`)
  const link = ofType('Microsoft.Network/privateDnsZones/virtualNetworkLinks').find(
    ({ name, properties }) =>
      name.startsWith(`${domain}/`) && (properties.virtualNetwork as { id: string }).id === network.id
  )
  if (!zone || !record || !link)
    throw new Error(
      `The gateway does not find ${domain} by name: a private zone, its record * or its link is missing.`
    )

  function ofType(type: string): Resource[] {
    return resources.filter((resource) => resource.type === type)
  }

  function mustFit(who: string, subnetId: string | undefined, service: string | undefined): void {
    const subnets = network?.properties.subnets as Subnet[]
    const subnet = subnets.find(({ name }) => subnetId === `${network?.id}/subnets/${name}`)
    if (!subnet) throw new Error(`${who} is in no subnet of ${network?.name}.`)
    const { networkSecurityGroup, delegations = [] } = subnet.properties
    const delegated = delegations.map(({ properties }) => properties.serviceName).join()
    if (delegated !== (service ?? ''))
      throw new Error(`The subnet ${subnet.name} is delegated to "${delegated}", not to "${service ?? ''}".`)
    if (!resources.some(({ id }) => id === networkSecurityGroup?.id))
      throw new Error(`The subnet ${subnet.name} has no network security group.`)
  }
}
