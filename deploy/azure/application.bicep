extension microsoftGraphV1

metadata description = 'The registrations in Entra ID: the API, with its scopes, its consent and the gateway that may act for it; and one for MCP clients.'

param environmentName string
param token string
param publicUrl string
@description('The App ID URIs; the scopes are named after the first one.')
param identifierUris array
param gatewayPrincipalId string
param authorityHost string
param exchangeAudience string
@description('Consents for everybody to the Graph permissions of the tools. If false, an administrator must consent later.')
param grantAdminConsent bool
@description('Gives tokens only to the users and groups that are assigned to the enterprise application of the API.')
param assignmentRequired bool
@description('Ids of applications, separated by commas, that sign users in without asking for their consent; or none.')
param preauthorizedClients string
@description('Redirect URIs besides those of redirect-uris.json, separated by commas; with web: or spa: in front for these platforms.')
param redirectUris string
@description('Those of Codex, which the hook computes, because a template cannot compute SHA-256.')
param codexRedirectUris string

// The scopes and permissions that the tools need; `npm run generate` writes them.
var permissions = loadJsonContent('permissions.json')
var scopes = [
  for scope in permissions.apiScopes: {
    id: guid('mcp-auth-service', token, scope.value)
    value: scope.value
    type: 'User'
    // Entra ID removes no enabled scope, so one that is given up is disabled.
    isEnabled: scope.isEnabled
    adminConsentDisplayName: scope.displayName
    adminConsentDescription: scope.description
    userConsentDisplayName: scope.displayName
    userConsentDescription: scope.description
  }
]
var scopeIds = map(filter(scopes, scope => scope.isEnabled), scope => scope.id)
var gatewayRoleId = guid('mcp-auth-service', token, 'role', 'gateway')

// The redirect URIs of MCP clients, by platform: one under "Web" belongs to a client with a secret, one under "spa" to a page
// that redeems the code itself. Entra ID ignores the port of localhost and 127.0.0.1, but not the path.
var known = loadJsonContent('../redirect-uris.json')
var others = map(split(redirectUris, ','), uri => trim(uri))
var redirects = {
  publicClient: union(
    map(known.publicClient, entry => entry.uri),
    filter(split(codexRedirectUris, ','), uri => !empty(uri)),
    filter(others, uri => !empty(uri) && !startsWith(uri, 'web:') && !startsWith(uri, 'spa:'))
  )
  web: union(
    map(known.web, entry => entry.uri),
    map(filter(others, uri => startsWith(uri, 'web:')), uri => substring(uri, 4))
  )
  spa: map(filter(others, uri => startsWith(uri, 'spa:')), uri => substring(uri, 4))
}

var preauthorized = preauthorizedClients == 'none'
  ? []
  : union(map(split(preauthorizedClients, ','), id => toLower(trim(id))), [])

resource graph 'Microsoft.Graph/servicePrincipals@v1.0' existing = {
  appId: '00000003-0000-0000-c000-000000000000'
}

resource mcpClient 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'mcp-clients-${token}'
  displayName: 'MCP clients (${environmentName})'
  signInAudience: 'AzureADMyOrg'
  publicClient: { redirectUris: redirects.publicClient }
  web: { redirectUris: redirects.web }
  spa: { redirectUris: redirects.spa }
}

resource mcpClientPrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: mcpClient.appId
}

resource api 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'mcp-auth-service-${token}'
  displayName: 'mcp-auth-service (${environmentName})'
  signInAudience: 'AzureADMyOrg'
  identifierUris: identifierUris
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: scopes
    preAuthorizedApplications: concat(
      [{ appId: mcpClient.appId, delegatedPermissionIds: scopeIds }],
      map(preauthorized, id => { appId: id, delegatedPermissionIds: scopeIds })
    )
  }
  appRoles: [
    {
      id: gatewayRoleId
      value: 'gateway'
      displayName: 'Gateway'
      description: 'Lets API Management call the app where assignment is required. It gives no access to anything of a user.'
      allowedMemberTypes: ['Application']
      isEnabled: true
    }
  ]
  // These tell app-only tokens, clients that understand claims challenges, and agent identities.
  optionalClaims: { accessToken: map(['idtyp', 'xms_cc', 'xms_act_fct', 'xms_sub_fct', 'xms_par_app_azp'], name => { name: name }) }
  // Swagger UI.
  spa: { redirectUris: ['${publicUrl}/docs/static/oauth2-redirect.html'] }
  // The page for the administrator's consent asks for these.
  requiredResourceAccess: [
    {
      resourceAppId: graph.appId
      resourceAccess: map(permissions.graphScopes, name => {
        id: filter(graph.oauth2PermissionScopes, scope => scope.value == name)[0].id
        type: 'Scope'
      })
    }
  ]
}

resource apiPrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: api.appId
  appRoleAssignmentRequired: assignmentRequired
}

// The gateway calls the app with a token for this API. Where assignment is required, an application gets one only with a role.
resource gatewayRole 'Microsoft.Graph/appRoleAssignedTo@v1.0' = if (assignmentRequired) {
  appRoleId: gatewayRoleId
  principalId: gatewayPrincipalId
  resourceId: apiPrincipal.id
}

resource gatewayCredential 'Microsoft.Graph/applications/federatedIdentityCredentials@v1.0' = {
  name: '${api.uniqueName}/gateway'
  description: 'The gateway exchanges tokens as this application, by its managed identity.'
  issuer: '${authorityHost}/${tenant().tenantId}/v2.0'
  subject: gatewayPrincipalId
  audiences: [exchangeAudience]
}

resource consent 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = if (grantAdminConsent) {
  clientId: apiPrincipal.id
  resourceId: graph.id
  consentType: 'AllPrincipals'
  scope: join(permissions.graphScopes, ' ')
}

output clientId string = api.appId
output mcpClientId string = mcpClient.appId
