metadata description = 'Holds the one secret of the fallback; it is made for nothing else.'

param token string
param location string
param tags object
param gatewayPrincipalId string

@description('Empty leaves the secret as it is.')
@secure()
param clientSecret string

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: 'kv-${token}'
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
  }

  resource secret 'secrets' = if (!empty(clientSecret)) {
    name: 'client-secret'
    properties: { value: clientSecret }
  }
}

var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, gatewayPrincipalId, keyVaultSecretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: gatewayPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// Without a version, so that a new one is followed.
output clientSecretUri string = '${vault.properties.vaultUri}secrets/client-secret'
