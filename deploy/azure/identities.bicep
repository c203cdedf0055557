metadata description = 'Two identities: one for the gateway, and one that can only pull the image. The gateway may have one already.'

param token string
param location string
param tags object
@description('The resource id of the identity that an existing gateway carries, or empty to make one.')
param existingGatewayId string

var place = split(existingGatewayId, '/')

resource given 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = if (!empty(existingGatewayId)) {
  name: place[?8] ?? 'none'
  scope: resourceGroup(place[?2] ?? subscription().subscriptionId, place[?4] ?? resourceGroup().name)
}

resource gateway 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = if (empty(existingGatewayId)) {
  name: 'id-gateway-${token}'
  location: location
  tags: tags
}

resource pull 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-pull-${token}'
  location: location
  tags: tags
}

output gatewayId string = empty(existingGatewayId) ? gateway.id : existingGatewayId
output gatewayClientId string = empty(existingGatewayId) ? gateway!.properties.clientId : given!.properties.clientId
output gatewayPrincipalId string = empty(existingGatewayId) ? gateway!.properties.principalId : given!.properties.principalId
output pullId string = pull.id
output pullPrincipalId string = pull.properties.principalId
