targetScope = 'subscription'

metadata description = 'Everything except the container app itself, which app.bicep deploys with each image.'

@description('The name of the resource group; its hash is part of the name of every resource.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('The Azure region.')
param location string

@description('The publisher that API Management shows, and the address that it writes to.')
param publisherName string
param publisherEmail string

@description('Consumption is missing: it has no rate-limit-by-key, no built-in cache and no streaming.')
@allowed(['BasicV2', 'StandardV2', 'Developer', 'Basic', 'Standard', 'Premium'])
param gatewaySku string = 'BasicV2'

@description('Units of API Management.')
param gatewayUnits int = 1

@description('The host name of the API, or empty for that of API Management, NAME.azure-api.net in the public cloud.')
param customDomain string = ''

@description('The versionless Key Vault address of the certificate of customDomain.')
param customDomainCertificateUri string = ''

@description('How the gateway proves itself to Entra ID when it exchanges tokens.')
@allowed(['managed-identity', 'secret'])
param exchangeCredential string = 'managed-identity'

@description('Only with exchangeCredential=secret, in a run that sets or changes it. Key Vault keeps it.')
@secure()
param clientSecret string = ''

@description('Consents to the Graph permissions of the tools for everybody, which needs the right to consent.')
param grantAdminConsent bool = true

@description('Registers the address of the MCP endpoint as an App ID URI. False where a policy of the tenant forbids that.')
param registerGatewayUri bool = true

@description('Gives tokens only to the users and groups that are assigned to the enterprise application of the API.')
param assignmentRequired bool = false

@description('Ids of applications, separated by commas, that sign users in without asking for their consent; or none.')
param preauthorizedClients string = 'aebc6443-996d-45c2-90f0-388ff96faa56'

@description('Redirect URIs of MCP clients besides those of redirect-uris.json, separated by commas.')
param redirectUris string = ''

@description('The redirect URIs of Codex; the hook before provisioning computes them.')
param codexRedirectUris string = ''

@description('Origins whose pages may call, separated by commas.')
param corsOrigins string = ''

@description('The client ids that may call, separated by commas; empty for all clients.')
param allowedClients string = ''

@description('Whether agent identities may call for their users.')
@allowed(['allow', 'deny'])
param agents string = 'allow'

@description('The scopes that clients ask for when they sign in: those of all tools, or access_as_user alone.')
@allowed(['all', 'minimal'])
param signInScopes string = 'all'

@description('The most calls of one caller; callsPerDay applies only in the classic tiers.')
param callsPerMinute int = 300
param callsPerDay int = 20000

@description('private makes a virtual network: the app has no public address, and API Management reaches it through a subnet.')
@allowed(['public', 'private'])
param network string = 'public'

@description('An existing subnet, delegated to Microsoft.App/environments. With it the app has no public address.')
param appsSubnetId string = ''

@description('An existing subnet through which API Management reaches a private app.')
param gatewaySubnetId string = ''

@description('The share of successful calls that the gateway records, in percent; failures are always recorded.')
@minValue(0)
@maxValue(100)
param samplingPercentage int = 100

@description('The address that gets the alerts; empty for none.')
param alertEmail string = ''

var token = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }
var gatewayName = 'apim-${token}'
var appName = 'app-${token}'
// The hosts of the cloud in which this runs. environment() has no host of Graph, and its sign-in of China is not the issuer of
// tokens there. A cloud that the file does not know stops the deployment here.
var cloud = loadJsonContent('../../app/clouds.json')[az.environment().name]
var publicHost = empty(customDomain) ? '${gatewayName}.${cloud.gatewayDomain}' : customDomain
var publicUrl = 'https://${publicHost}/api'

// MCP clients send the address of the endpoint as `resource`, and Entra ID compares it with these (AADSTS9010010). It takes an
// https address of any domain where the tokens are of version 2, unless a policy of the tenant forbids that.
var tenantUri = 'api://${tenant().tenantId}/mcp-auth-service-${token}'
var identifierUris = registerGatewayUri ? ['${publicUrl}/mcp', tenantUri] : [tenantUri]

var keepsSecret = exchangeCredential == 'secret'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identities 'identities.bicep' = {
  scope: group
  params: { token: token, location: location, tags: tags }
}

module monitoring 'monitoring.bicep' = {
  scope: group
  params: { token: token, location: location, tags: tags }
}

module queries 'queries.bicep' = {
  scope: group
  params: { token: token, location: location, tags: tags }
}

module alerts 'alerts.bicep' = {
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    email: alertEmail
  }
}

module registry 'registry.bicep' = {
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    pullPrincipalId: identities.outputs.pullPrincipalId
  }
}

var isPrivate = network == 'private'
// By name, because names must be known before anything is made.
var networkId = '/subscriptions/${subscription().subscriptionId}/resourceGroups/${group.name}/providers/Microsoft.Network/virtualNetworks/vnet-${token}'

module virtualNetwork 'network.bicep' = if (isPrivate) {
  scope: group
  params: { token: token, location: location, tags: tags, gatewaySku: gatewaySku }
}

module environment 'environment.bicep' = {
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    subnetId: isPrivate ? '${networkId}/subnets/apps' : appsSubnetId
  }
  dependsOn: [virtualNetwork]
}

module application 'application.bicep' = {
  scope: group
  params: {
    environmentName: environmentName
    token: token
    publicUrl: publicUrl
    identifierUris: identifierUris
    gatewayPrincipalId: identities.outputs.gatewayPrincipalId
    authorityHost: cloud.authorityHost
    exchangeAudience: cloud.exchangeAudience
    grantAdminConsent: grantAdminConsent
    assignmentRequired: assignmentRequired
    preauthorizedClients: preauthorizedClients
    redirectUris: redirectUris
    codexRedirectUris: codexRedirectUris
  }
}

module vault 'vault.bicep' = if (keepsSecret) {
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    clientSecret: clientSecret
    gatewayPrincipalId: identities.outputs.gatewayPrincipalId
  }
}

module gateway 'gateway.bicep' = {
  scope: group
  params: {
    name: gatewayName
    location: location
    tags: tags
    publisherName: publisherName
    publisherEmail: publisherEmail
    sku: gatewaySku
    units: gatewayUnits
    identityId: identities.outputs.gatewayId
    identityClientId: identities.outputs.gatewayClientId
    customDomain: customDomain
    customDomainCertificateUri: customDomainCertificateUri
    subnetId: isPrivate ? '${networkId}/subnets/gateway' : gatewaySubnetId
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    connectionString: monitoring.outputs.connectionString
    samplingPercentage: samplingPercentage
  }
  // A new instance takes minutes, in which the gateway's role in the vault spreads.
  dependsOn: [vault, virtualNetwork]
}

module product 'product.bicep' = {
  scope: group
  params: {
    gatewayName: gatewayName
    hasQuota: !endsWith(gatewaySku, 'V2')
    backendUrl: 'https://${appName}.${environment.outputs.defaultDomain}'
    publicUrl: publicUrl
    authorityHost: cloud.authorityHost
    graphUrl: cloud.graphUrl
    exchangeAudience: cloud.exchangeAudience
    clientId: application.outputs.clientId
    appIdUri: identifierUris[0]
    identityClientId: identities.outputs.gatewayClientId
    exchangeCredential: exchangeCredential
    clientSecretUri: keepsSecret ? vault!.outputs.clientSecretUri : ''
    corsOrigins: corsOrigins
    allowedClients: allowedClients
    agents: agents
    signInScopes: signInScopes
    callsPerMinute: callsPerMinute
    callsPerDay: callsPerDay
  }
  // By name, because names must be known before anything is made.
  dependsOn: [gateway]
}

// azd keeps the outputs; app.parameters.json and the hooks read them.
// azd knows the tenant by itself only in a pipeline.
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_CLOUD string = az.environment().name
output AUTHORITY_HOST string = cloud.authorityHost
output GRAPH_URL string = cloud.graphUrl
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.loginServer
output AZURE_CONTAINER_ENVIRONMENT_ID string = environment.outputs.id
output APP_NAME string = appName
output PULL_IDENTITY_ID string = identities.outputs.pullId
output GATEWAY_PRINCIPAL_ID string = identities.outputs.gatewayPrincipalId
output CLIENT_ID string = application.outputs.clientId
output APP_ID_URI string = identifierUris[0]
output MCP_CLIENT_ID string = application.outputs.mcpClientId
output APIM_GATEWAY_URL string = publicUrl
output SERVICE_URL string = 'https://${appName}.${environment.outputs.defaultDomain}'
output APPLICATIONINSIGHTS_CONNECTION_STRING string = monitoring.outputs.connectionString
// Empty where no vault is made.
output VAULT_NAME string = keepsSecret ? 'kv-${token}' : ''
// For the DNS zone of a private app, which app.bicep makes where the network is ours: its name is known only now.
output PRIVATE_NETWORK_ID string = isPrivate ? networkId : ''
output APPS_DOMAIN string = environment.outputs.defaultDomain
output APPS_STATIC_IP string = environment.outputs.staticIp
