metadata description = 'Holds the client secret; it is made only for the exchange by secret.'

param token string
param location string
param tags object
param gatewayPrincipalId string

@description('If empty, the secret stays as it is.')
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
  name: guid(vault.id, 'gateway', keyVaultSecretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: gatewayPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// Without a version, so that API Management follows a new one.
output clientSecretUri string = '${vault.properties.vaultUri}secrets/client-secret'
