import { recorded } from 'recorded.bicep'

metadata description = 'API Management, and what it records: no bodies, and no header that carries a token.'

param name string
param location string
param tags object
param publisherName string
param publisherEmail string
param sku string
param units int
param identityId string
param identityClientId string
param customDomain string
param customDomainCertificateUri string
param subnetId string
param applicationInsightsId string
param connectionString string
param samplingPercentage int

// The v2 tiers do not support the old protocols, so there is nothing to turn off.
var security = 'Microsoft.WindowsAzure.ApiManagement.Gateway.Security'
var oldProtocols = {
  '${security}.Protocols.Tls10': 'false'
  '${security}.Protocols.Tls11': 'false'
  '${security}.Protocols.Ssl30': 'false'
  '${security}.Backend.Protocols.Tls10': 'false'
  '${security}.Backend.Protocols.Tls11': 'false'
  '${security}.Backend.Protocols.Ssl30': 'false'
  '${security}.Ciphers.TripleDes168': 'false'
}

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku, capacity: units }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    publisherName: publisherName
    publisherEmail: publisherEmail
    customProperties: endsWith(sku, 'V2') ? null : oldProtocols
    virtualNetworkType: empty(subnetId) ? 'None' : 'External'
    virtualNetworkConfiguration: empty(subnetId) ? null : { subnetResourceId: subnetId }
    hostnameConfigurations: empty(customDomain)
      ? []
      : [
          {
            type: 'Proxy'
            hostName: customDomain
            certificateSource: 'KeyVault'
            keyVaultId: customDomainCertificateUri
            identityClientId: identityClientId
            defaultSslBinding: true
          }
        ]
  }
}

resource logger 'Microsoft.ApiManagement/service/loggers@2024-05-01' = {
  parent: gateway
  name: 'application-insights'
  properties: {
    loggerType: 'applicationInsights'
    resourceId: applicationInsightsId
    credentials: { connectionString: connectionString }
  }
}

resource diagnostics 'Microsoft.ApiManagement/service/diagnostics@2024-05-01' = {
  parent: gateway
  name: 'applicationinsights'
  properties: union(recorded, { loggerId: logger.id, sampling: { samplingType: 'fixed', percentage: samplingPercentage } })
}
