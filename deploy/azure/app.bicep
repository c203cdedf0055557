metadata description = 'The container app, which `azd deploy` deploys with each image. Its parameters are strings, because azd fills them in from its environment.'

param location string
param name string
param image string
param environmentId string
param registryServer string
param pullIdentityId string

param tenantId string
param clientId string
param appIdUri string
param publicUrl string
param authorityHost string
param graphUrl string
@description('The object id of the identity of API Management: only that identity may call the app.')
@minLength(36)
@maxLength(36)
param gatewayPrincipalId string
param connectionString string
param corsOrigins string
param allowedClients string
param agents string
param signInScopes string
param toolCallsPerMinute string
param logLevel string

@description('The virtual network that must find the private app by its name; empty where the app is public, or the network not ours.')
param networkId string
@description('What the host names of the apps of the environment end with, and its address.')
param domain string
param staticIp string

@description('The revision that keeps all calls while a new one is tried; empty to give them to the new one at once.')
param blueRevision string

@description('Cores of a replica, which also gets twice as many GiB of memory.')
@allowed(['0.25', '0.5', '0.75', '1.0', '1.25', '1.5', '1.75', '2.0'])
param cpu string
param minReplicas string
param maxReplicas string
@description('Requests in flight in one replica before another one is started.')
param concurrentRequests string

var memory = {
  '0.25': '0.5Gi'
  '0.5': '1Gi'
  '0.75': '1.5Gi'
  '1.0': '2Gi'
  '1.25': '2.5Gi'
  '1.5': '3Gi'
  '1.75': '3.5Gi'
  '2.0': '4Gi'
}

var variables = {
  TENANT_ID: tenantId
  CLIENT_ID: clientId
  APP_ID_URI: appIdUri
  APIM_GATEWAY_URL: publicUrl
  AUTHORITY_HOST: authorityHost
  GRAPH_URL: graphUrl
  GATEWAY_PRINCIPAL_ID: gatewayPrincipalId
  CORS_ORIGINS: corsOrigins
  ALLOWED_CLIENTS: allowedClients
  AGENTS: agents
  SIGN_IN_SCOPES: signInScopes
  TOOL_CALLS_PER_MINUTE: toolCallsPerMinute
  LOG_LEVEL: logLevel
  APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString
}

var port = 3000

resource app 'Microsoft.App/containerApps@2026-01-01' = {
  name: name
  location: location
  tags: { 'azd-service-name': 'app' }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${pullIdentityId}': {} }
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: empty(blueRevision) ? 'Single' : 'Multiple'
      // From the virtual network where the environment is private, else from anywhere. The app answers only the gateway.
      ingress: {
        external: true
        targetPort: port
        transport: 'auto'
        allowInsecure: false
        traffic: [
          empty(blueRevision)
            ? { latestRevision: true, weight: 100 }
            : { revisionName: blueRevision, label: 'blue', weight: 100 }
        ]
      }
      registries: [{ server: registryServer, identity: pullIdentityId }]
      // This identity pulls the image; the service cannot use it.
      identitySettings: [{ identity: pullIdentityId, lifecycle: 'None' }]
    }
    template: {
      containers: [
        {
          name: 'service'
          image: image
          resources: { cpu: json(cpu), memory: memory[cpu] }
          env: map(filter(items(variables), variable => !empty(variable.value)), variable => {
            name: variable.key
            value: variable.value
          })
          probes: [
            { type: 'Startup', httpGet: { path: '/status/live', port: port }, periodSeconds: 3, failureThreshold: 10 }
            { type: 'Liveness', httpGet: { path: '/status/live', port: port }, periodSeconds: 10, timeoutSeconds: 5 }
            { type: 'Readiness', httpGet: { path: '/status/ready', port: port }, periodSeconds: 2, timeoutSeconds: 1, failureThreshold: 1 }
          ]
        }
      ]
      scale: {
        minReplicas: int(minReplicas)
        maxReplicas: int(maxReplicas)
        rules: [{ name: 'requests', http: { metadata: { concurrentRequests: concurrentRequests } } }]
      }
      // Up to 13 s of drain, 60 s for requests in flight, 2 s for telemetry.
      terminationGracePeriodSeconds: 90
    }
  }
}

// Of a private environment, the names of apps are known to no other zone.
resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = if (!empty(networkId)) {
  name: domain
  location: 'global'

  resource apps 'A' = {
    name: '*'
    properties: { ttl: 300, aRecords: [{ ipv4Address: staticIp }] }
  }

  resource link 'virtualNetworkLinks' = {
    name: 'apps'
    location: 'global'
    properties: { registrationEnabled: false, virtualNetwork: { id: networkId } }
  }
}
