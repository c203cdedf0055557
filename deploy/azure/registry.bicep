metadata description = 'The registry of the image. It has no password, and one identity may pull. It may be there already.'

@minLength(5)
param name string
@description('Whether the registry is there already. Then it gets only the right of the identity to pull.')
param isExisting bool
param location string
param tags object
param pullPrincipalId string

resource given 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = if (isExisting) {
  name: name
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' = if (!isExisting) {
  name: name
  location: location
  tags: tags
  sku: { name: 'Basic' }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
  }
}

var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, 'pull', acrPull)
  scope: registry
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
    principalId: pullPrincipalId
    principalType: 'ServicePrincipal'
  }
}

output loginServer string = isExisting ? given!.properties.loginServer : registry!.properties.loginServer
