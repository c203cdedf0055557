metadata description = 'The Container Apps environment; without a public address when it has a subnet. Or one that is there already.'

param token string
param location string
param tags object
param workspaceId string
param subnetId string
@description('The resource id of an environment that is there already, or empty to make one.')
param existingId string

var place = split(existingId, '/')

resource given 'Microsoft.App/managedEnvironments@2026-01-01' existing = if (!empty(existingId)) {
  name: place[?8] ?? 'none'
  scope: resourceGroup(place[?2] ?? subscription().subscriptionId, place[?4] ?? resourceGroup().name)
}

resource environment 'Microsoft.App/managedEnvironments@2026-01-01' = if (empty(existingId)) {
  name: 'cae-${token}'
  location: location
  tags: tags
  properties: {
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    vnetConfiguration: empty(subnetId) ? null : { infrastructureSubnetId: subnetId, internal: true }
    // Logs go through a diagnostic setting, which needs no key of the workspace.
    appLogsConfiguration: { destination: 'azure-monitor' }
  }
}

// The versions without "preview" are older, and know one setting a resource.
#disable-next-line use-recent-api-versions
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (empty(existingId)) {
  name: 'logs'
  scope: environment
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'ContainerAppConsoleLogs', enabled: true }
      { category: 'ContainerAppSystemLogs', enabled: true }
    ]
  }
}

output id string = empty(existingId) ? environment.id : existingId
output defaultDomain string = empty(existingId) ? environment!.properties.defaultDomain : given!.properties.defaultDomain
output staticIp string = empty(existingId) ? environment!.properties.staticIp : given!.properties.staticIp
