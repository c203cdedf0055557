metadata description = 'Two identities: one for the gateway, and one that can only pull the image.'

param token string
param location string
param tags object

resource gateway 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-gateway-${token}'
  location: location
  tags: tags
}

resource pull 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-pull-${token}'
  location: location
  tags: tags
}

output gatewayId string = gateway.id
output gatewayClientId string = gateway.properties.clientId
output gatewayPrincipalId string = gateway.properties.principalId
output pullId string = pull.id
output pullPrincipalId string = pull.properties.principalId
