extension microsoftGraphV1

metadata description = 'The registrations in Entra ID: the API, with its scopes, its consent and the gateway that may act for it; and one public client.'

param environmentName string
param token string
param publicUrl string
param hasCustomDomain bool
param gatewayPrincipalId string
@description('Consents for everybody to the Graph permissions of the tools. If false, an administrator must consent later.')
param grantAdminConsent bool
@description('[{ "clientId": "…", "name": "…" }]')
param preauthorizedApplications array

// The scopes and permissions that the tools need; `npm run generate` writes them.
var permissions = loadJsonContent('permissions.json')
var scopes = [
  for scope in permissions.apiScopes: {
    id: guid('mcp-auth-service', token, scope.value)
    value: scope.value
    type: 'User'
    isEnabled: true
    adminConsentDisplayName: scope.displayName
    adminConsentDescription: scope.description
    userConsentDisplayName: scope.displayName
    userConsentDescription: scope.description
  }
]
var scopeIds = map(scopes, scope => scope.id)

// MCP clients send the address of the endpoint as `resource`, and Entra ID compares it with these (AADSTS9010010). It accepts
// domains that the tenant has verified, and names under the tenant's id.
var tenantUri = 'api://${tenant().tenantId}/mcp-auth-service-${token}'
var identifierUris = hasCustomDomain ? ['${publicUrl}/mcp', tenantUri] : [tenantUri]

resource graph 'Microsoft.Graph/servicePrincipals@v1.0' existing = {
  appId: '00000003-0000-0000-c000-000000000000'
}

resource mcpClient 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'mcp-clients-${token}'
  displayName: 'MCP clients (${environmentName})'
  signInAudience: 'AzureADMyOrg'
  // MCP clients listen on these. Entra ID ignores the port of http://localhost, but not the path.
  publicClient: {
    redirectUris: [
      'http://localhost'
      'http://localhost/callback'
      'http://localhost/oauth/callback'
      'http://127.0.0.1:33418'
      'https://vscode.dev/redirect'
    ]
  }
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
      map(preauthorizedApplications, application => {
        appId: application.clientId
        delegatedPermissionIds: scopeIds
      })
    )
  }
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
}

resource gatewayCredential 'Microsoft.Graph/applications/federatedIdentityCredentials@v1.0' = {
  name: '${api.uniqueName}/gateway'
  description: 'The gateway exchanges tokens as this application, by its managed identity.'
  issuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
  subject: gatewayPrincipalId
  audiences: ['api://AzureADTokenExchange']
}

resource consent 'Microsoft.Graph/oauth2PermissionGrants@v1.0' = if (grantAdminConsent) {
  clientId: apiPrincipal.id
  resourceId: graph.id
  consentType: 'AllPrincipals'
  scope: join(permissions.graphScopes, ' ')
}

output clientId string = api.appId
output appIdUri string = identifierUris[0]
output mcpClientId string = mcpClient.appId
