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

@description('The resource id of an API Management that is there already, and of the user-assigned identity that it carries.')
param existingGateway string = ''
param existingGatewayIdentity string = ''

@description('The resource ids of other things that are there already: a Container Apps environment, a Log Analytics workspace, a registry.')
param existingEnvironment string = ''
param existingWorkspace string = ''
param existingRegistry string = ''

@description('The registrations of the API and of the MCP clients, where both are there already.')
param apiClientId string = ''
param mcpClientId string = ''

@description('The share of successful calls that the gateway records, in percent; failures are always recorded.')
@minValue(0)
@maxValue(100)
param samplingPercentage int = 100

@description('The address that gets the alerts; empty for none.')
param alertEmail string = ''

var token = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }
var sharesGateway = !empty(existingGateway)
// /subscriptions/ID/resourceGroups/GROUP/providers/PROVIDER/TYPE/NAME
var ownGroup = '/subscriptions/${subscription().subscriptionId}/resourceGroups/rg-${environmentName}'
var gatewayPlace = split(
  sharesGateway ? existingGateway : '${ownGroup}/providers/Microsoft.ApiManagement/service/apim-${token}',
  '/'
)
var registryPlace = split(
  empty(existingRegistry) ? '${ownGroup}/providers/Microsoft.ContainerRegistry/registries/cr${token}' : existingRegistry,
  '/'
)
var gatewayName = gatewayPlace[8]
var apiPath = sharesGateway ? '${environmentName}/api' : 'api'
var appName = 'app-${token}'
// The hosts of the cloud in which this runs. environment() has no host of Graph, and its sign-in of China is not the issuer of
// tokens there. A cloud that the file does not know stops the deployment here.
var cloud = loadJsonContent('../../app/clouds.json')[az.environment().name]
var publicHost = empty(customDomain) ? '${gatewayName}.${cloud.gatewayDomain}' : customDomain
var publicUrl = 'https://${publicHost}/${apiPath}'

// MCP_CLIENT_ID is an output too, so it says nothing by itself.
var ownsRegistrations = empty(apiClientId)

// MCP clients send the address of the endpoint as `resource`, and Entra ID compares it with these (AADSTS9010010). It takes an
// https address of any domain where the tokens are of version 2, unless a policy of the tenant forbids that.
var tenantUri = ownsRegistrations ? 'api://${tenant().tenantId}/mcp-auth-service-${token}' : 'api://${apiClientId}'
var identifierUris = registerGatewayUri ? ['${publicUrl}/mcp', tenantUri] : [tenantUri]

var keepsSecret = exchangeCredential == 'secret'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identities 'identities.bicep' = {
  scope: group
  params: { token: token, location: location, tags: tags, existingGatewayId: existingGatewayIdentity }
}

module monitoring 'monitoring.bicep' = {
  scope: group
  params: { token: token, location: location, tags: tags, existingWorkspaceId: existingWorkspace }
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
  scope: resourceGroup(registryPlace[2], registryPlace[4])
  params: {
    name: registryPlace[8]
    isExisting: !empty(existingRegistry)
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
    existingId: existingEnvironment
  }
  dependsOn: [virtualNetwork]
}

module application 'application.bicep' = if (ownsRegistrations) {
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

var clientId = ownsRegistrations ? application!.outputs.clientId : apiClientId

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

module gateway 'gateway.bicep' = if (!sharesGateway) {
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
  scope: resourceGroup(gatewayPlace[2], gatewayPlace[4])
  params: {
    gatewayName: gatewayName
    prefix: sharesGateway ? '${environmentName}-' : ''
    apiPath: apiPath
    hasQuota: !endsWith(gatewaySku, 'V2')
    backendUrl: 'https://${appName}.${environment.outputs.defaultDomain}'
    publicUrl: publicUrl
    authorityHost: cloud.authorityHost
    graphUrl: cloud.graphUrl
    exchangeAudience: cloud.exchangeAudience
    clientId: clientId
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

module apiDiagnostics 'api-diagnostics.bicep' = if (sharesGateway) {
  scope: resourceGroup(gatewayPlace[2], gatewayPlace[4])
  params: {
    gatewayName: gatewayName
    prefix: '${environmentName}-'
    apis: ['mcp-auth-service', 'protected-resource-metadata', 'authorization-server-metadata']
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    connectionString: monitoring.outputs.connectionString
    samplingPercentage: samplingPercentage
  }
  dependsOn: [product]
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
output CLIENT_ID string = clientId
output APP_ID_URI string = identifierUris[0]
output MCP_CLIENT_ID string = ownsRegistrations ? application!.outputs.mcpClientId : mcpClientId
output APIM_GATEWAY_URL string = publicUrl
output SERVICE_URL string = 'https://${appName}.${environment.outputs.defaultDomain}'
output APPLICATIONINSIGHTS_CONNECTION_STRING string = monitoring.outputs.connectionString
// Empty where no vault is made.
output VAULT_NAME string = keepsSecret ? 'kv-${token}' : ''
// For the DNS zone of a private app, which app.bicep makes where the network is ours: its name is known only now.
output PRIVATE_NETWORK_ID string = isPrivate ? networkId : ''
output APPS_DOMAIN string = environment.outputs.defaultDomain
output APPS_STATIC_IP string = environment.outputs.staticIp
// What of ours is in a gateway that others own too.
output SHARED_GATEWAY_PARTS array = sharesGateway
  ? map(
      concat(product.outputs.parts, ['loggers/${environmentName}-application-insights']),
      part => '${existingGateway}/${part}'
    )
  : []
