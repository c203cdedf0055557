metadata description = 'The virtual network of a private deployment: one subnet for the app, and one through which the gateway reaches it.'

param token string
param location string
param tags object
param gatewaySku string

var addresses = '10.42.0.0/24'
var appsAddresses = cidrSubnet(addresses, 26, 0)
var gatewayAddresses = cidrSubnet(addresses, 26, 1)

// A v2 tier only sends through its subnet. A classic one lives in it: it is called, managed and probed there.
// https://learn.microsoft.com/azure/api-management/virtual-network-reference
var isV2 = endsWith(gatewaySku, 'V2')
var classicRules = [
  rule('calls', 100, 'Allow', 'Internet', 'VirtualNetwork', '443')
  rule('management', 110, 'Allow', 'ApiManagement', 'VirtualNetwork', '3443')
  rule('probes', 120, 'Allow', 'AzureLoadBalancer', 'VirtualNetwork', '6390')
]

@description('An inbound rule over TCP.')
func rule(name string, priority int, access string, source string, destination string, ports string) object => {
  name: name
  properties: {
    direction: 'Inbound'
    priority: priority
    access: access
    protocol: 'Tcp'
    sourceAddressPrefix: source
    sourcePortRange: '*'
    destinationAddressPrefix: destination
    destinationPortRanges: split(ports, ',')
  }
}

resource appsRules 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'nsg-apps-${token}'
  location: location
  tags: tags
  properties: {
    // https://learn.microsoft.com/azure/container-apps/firewall-integration
    securityRules: [
      rule('gateway', 100, 'Allow', gatewayAddresses, appsAddresses, '443,31443')
      rule('probes', 110, 'Allow', 'AzureLoadBalancer', appsAddresses, '30000-32767')
      rule('replicas', 120, 'Allow', appsAddresses, appsAddresses, '0-65535')
      rule('others', 4096, 'Deny', '*', '*', '0-65535')
    ]
  }
}

// StandardV2 needs a group at its subnet, though nothing comes in there.
resource gatewayRules 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'nsg-gateway-${token}'
  location: location
  tags: tags
  properties: { securityRules: isV2 ? [] : classicRules }
}

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'vnet-${token}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addresses] }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: appsAddresses
          networkSecurityGroup: { id: appsRules.id }
          delegations: [{ name: 'apps', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'gateway'
        properties: {
          addressPrefix: gatewayAddresses
          networkSecurityGroup: { id: gatewayRules.id }
          delegations: isV2 ? [{ name: 'gateway', properties: { serviceName: 'Microsoft.Web/serverFarms' } }] : []
        }
      }
    ]
  }
}
