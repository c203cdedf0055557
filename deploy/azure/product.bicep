metadata description = 'The product: all APIs, the policies from apim-policies/, and the named values and fragments that these refer to.'

param gatewayName string
@description('Begins the name of everything, where the instance has other APIs too.')
param prefix string
param apiPath string
@description('quota-by-key exists only in the classic tiers.')
param hasQuota bool
param backendUrl string
param publicUrl string
param authorityHost string
param graphUrl string
@description('What the token of the gateway names as its audience where it proves itself.')
param exchangeAudience string
param clientId string
param appIdUri string
param identityClientId string
param exchangeCredential string
param clientSecretUri string
param corsOrigins string
param allowedClients string
@description('allow or deny: whether agent identities may call.')
param agents string
@description('all or minimal: the scopes that the challenges name, as SIGN_IN_SCOPES of the service says.')
param signInScopes string
param callsPerMinute int
param callsPerDay int

@description('A policy with the names that it uses as they are in this instance.')
func withPrefix(policy string, prefix string) string =>
  replace(
    replace(replace(policy, '{{', '{{${prefix}'), 'fragment-id="', 'fragment-id="${prefix}'),
    'backend-id="',
    'backend-id="${prefix}'
  )

// The order of the service's own challenges. `npm run generate` writes the file.
var enabledScopes = filter(loadJsonContent('permissions.json').apiScopes, scope => scope.isEnabled)
var apiScopes = map(enabledScopes, scope => '${appIdUri}/${scope.value}')

var values = {
  'tenant-id': tenant().tenantId
  'client-id': clientId
  'app-id-uri': appIdUri
  'authority-host': authorityHost
  'graph-url': graphUrl
  'exchange-audience': exchangeAudience
  'public-url': publicUrl
  'allowed-clients': empty(allowedClients) ? 'any' : allowedClients
  agents: agents
  'sign-in-scopes': signInScopes == 'all' ? join(apiScopes, ' ') : apiScopes[0]
  'managed-identity-client-id': identityClientId
  'exchange-credential': exchangeCredential
  'calls-per-minute': string(callsPerMinute)
  'calls-per-day': string(callsPerDay)
}

// A fragment must hold a policy, so without the quota there is none.
var fragments = union(withoutQuota, hasQuota ? { 'daily-quota': loadTextContent('../../apim-policies/fragments/daily-quota.xml') } : {})
var withoutQuota = {
  exchange: loadTextContent('../../apim-policies/fragments/exchange.xml')
  'oauth-request': loadTextContent('../../apim-policies/fragments/oauth-request.xml')
  problem: loadTextContent('../../apim-policies/fragments/problem.xml')
  'security-headers': loadTextContent('../../apim-policies/fragments/security-headers.xml')
  'trusted-headers': loadTextContent('../../apim-policies/fragments/trusted-headers.xml')
}

var productText = loadTextContent('../../apim-policies/product.xml')
var productPolicyText = hasQuota ? productText : replace(productText, '<include-fragment fragment-id="daily-quota" />', '')

// API Management documents no expression as an origin, so the origins are part of the text. Without any, it stays as it is.
var origins = filter(map(split(corsOrigins, ','), origin => trim(origin)), origin => !empty(origin))
var apiText = loadTextContent('../../apim-policies/api.xml')
var apiPolicyText = empty(origins)
  ? apiText
  : replace(
      apiText,
      '<origin>https://cors-origins.invalid</origin>',
      join(map(origins, origin => '<origin>${origin}</origin>'), '')
    )

var operationPolicies = {
  authorize: loadTextContent('../../apim-policies/operations/authorize.xml')
  echo: loadTextContent('../../apim-policies/operations/echo.xml')
  'get-authorization-server': loadTextContent('../../apim-policies/operations/get-authorization-server.xml')
  'get-docs': loadTextContent('../../apim-policies/operations/get-docs.xml')
  'get-docs-asset': loadTextContent('../../apim-policies/operations/get-docs-asset.xml')
  'get-docs-json': loadTextContent('../../apim-policies/operations/get-docs-json.xml')
  'get-hello': loadTextContent('../../apim-policies/operations/get-hello.xml')
  'get-me': loadTextContent('../../apim-policies/operations/get-me.xml')
  'get-openapi': loadTextContent('../../apim-policies/operations/get-openapi.xml')
  'get-status': loadTextContent('../../apim-policies/operations/get-status.xml')
  'list-tools': loadTextContent('../../apim-policies/operations/list-tools.xml')
  'post-hello': loadTextContent('../../apim-policies/operations/post-hello.xml')
  token: loadTextContent('../../apim-policies/operations/token.xml')
}

// The metadata lives at the root of the host. Each API claims only what lies below its own path.
var metadataApis = [
  {
    name: 'protected-resource-metadata'
    displayName: 'Protected resource metadata'
    path: '.well-known/oauth-protected-resource/${apiPath}'
  }
  {
    name: 'authorization-server-metadata'
    displayName: 'Authorization server metadata'
    path: '.well-known/oauth-authorization-server/${apiPath}'
  }
]

var metadataOperations = [
  { api: 0, name: 'get-mcp-metadata', urlTemplate: '/mcp' }
  { api: 0, name: 'get-oauth-mcp-metadata', urlTemplate: '/oauth/mcp' }
  { api: 1, name: 'get-server-metadata', urlTemplate: '/oauth' }
]

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: gatewayName
}

resource namedValues 'Microsoft.ApiManagement/service/namedValues@2024-05-01' = [
  for value in items(values): {
    parent: gateway
    name: '${prefix}${value.key}'
    properties: { displayName: '${prefix}${value.key}', value: value.value }
  }
]

// It must exist even where the policies do not use it. A reference to Key Vault is refused until the gateway's role there has
// spread, so this waits for the import, the longest step that needs no named value.
resource secretValue 'Microsoft.ApiManagement/service/namedValues@2024-05-01' = {
  parent: gateway
  name: '${prefix}client-secret'
  properties: {
    displayName: '${prefix}client-secret'
    secret: true
    value: empty(clientSecretUri) ? 'unused' : null
    keyVault: empty(clientSecretUri) ? null : { secretIdentifier: clientSecretUri, identityClientId: identityClientId }
  }
  dependsOn: [api]
}

// The only address of the app. No API has one of its own: documents contradict each other on whether an import keeps it.
resource backend 'Microsoft.ApiManagement/service/backends@2024-05-01' = {
  parent: gateway
  name: '${prefix}mcp-auth-service'
  properties: {
    protocol: 'http'
    url: backendUrl
    tls: { validateCertificateChain: true, validateCertificateName: true }
  }
}

// A name in a policy's text makes no dependency, so each step waits for the one before.
resource policyFragments 'Microsoft.ApiManagement/service/policyFragments@2024-05-01' = [
  for fragment in items(fragments): {
    parent: gateway
    name: '${prefix}${fragment.key}'
    properties: { format: 'rawxml', value: withPrefix(fragment.value, prefix) }
    dependsOn: [namedValues, secretValue]
  }
]

resource api 'Microsoft.ApiManagement/service/apis@2024-05-01' = {
  parent: gateway
  name: '${prefix}mcp-auth-service'
  properties: {
    displayName: empty(prefix) ? 'mcp-auth-service' : 'mcp-auth-service (${apiPath})'
    path: apiPath
    protocols: ['https']
    subscriptionRequired: false
    format: 'openapi+json'
    // Loaded as JSON, because a text of this length cannot be loaded.
    value: string(loadJsonContent('openapi.json'))
    translateRequiredQueryParameters: 'query'
  }
}

resource apiPolicy 'Microsoft.ApiManagement/service/apis/policies@2024-05-01' = {
  parent: api
  name: 'policy'
  properties: { format: 'rawxml', value: withPrefix(apiPolicyText, prefix) }
  dependsOn: [policyFragments, backend]
}

resource importedOperations 'Microsoft.ApiManagement/service/apis/operations@2024-05-01' existing = [
  for operation in items(operationPolicies): {
    parent: api
    name: operation.key
  }
]

@batchSize(1)
resource operationPolicy 'Microsoft.ApiManagement/service/apis/operations/policies@2024-05-01' = [
  for (operation, index) in items(operationPolicies): {
    parent: importedOperations[index]
    name: 'policy'
    properties: { format: 'rawxml', value: withPrefix(operation.value, prefix) }
    dependsOn: [apiPolicy]
  }
]

resource metadataApi 'Microsoft.ApiManagement/service/apis@2024-05-01' = [
  for api in metadataApis: {
    parent: gateway
    name: '${prefix}${api.name}'
    properties: {
      displayName: empty(prefix) ? api.displayName : '${api.displayName} (${apiPath})'
      path: api.path
      protocols: ['https']
      subscriptionRequired: false
    }
  }
]

@batchSize(1)
resource metadataOperation 'Microsoft.ApiManagement/service/apis/operations@2024-05-01' = [
  for operation in metadataOperations: {
    parent: metadataApi[operation.api]
    name: operation.name
    properties: {
      displayName: operation.name
      method: 'GET'
      urlTemplate: operation.urlTemplate
      templateParameters: []
    }
  }
]

resource metadataPolicy 'Microsoft.ApiManagement/service/apis/policies@2024-05-01' = [
  for (metadata, index) in metadataApis: {
    parent: metadataApi[index]
    name: 'policy'
    properties: { format: 'rawxml', value: withPrefix(loadTextContent('../../apim-policies/metadata-api.xml'), prefix) }
    dependsOn: [policyFragments, backend, metadataOperation]
  }
]

// The product's policy applies only to its calls. Without a subscription, these are all the calls of its APIs.
resource product 'Microsoft.ApiManagement/service/products@2024-05-01' = {
  parent: gateway
  name: '${prefix}graph-for-agents'
  properties: {
    displayName: empty(prefix) ? 'Microsoft Graph for agents' : 'Microsoft Graph for agents (${apiPath})'
    description: 'Microsoft Graph for agents and MCP clients, as the signed-in user.'
    subscriptionRequired: false
    state: 'published'
  }

  resource ofApi 'apis' = {
    name: api.name
  }

  resource ofMetadataApi 'apis' = [
    for (metadata, index) in metadataApis: {
      name: metadataApi[index].name
    }
  ]
}

resource productPolicy 'Microsoft.ApiManagement/service/products/policies@2024-05-01' = {
  parent: product
  name: 'policy'
  properties: { format: 'rawxml', value: withPrefix(productPolicyText, prefix) }
  dependsOn: [policyFragments]
}

// What `azd down` takes out of an instance that it does not delete, in this order; ids below that of the instance.
output parts array = concat(
  ['products/${prefix}graph-for-agents', 'apis/${prefix}mcp-auth-service'],
  map(metadataApis, api => 'apis/${prefix}${api.name}'),
  ['backends/${prefix}mcp-auth-service'],
  map(objectKeys(fragments), name => 'policyFragments/${prefix}${name}'),
  map(concat(objectKeys(values), ['client-secret']), name => 'namedValues/${prefix}${name}')
)
