import { recorded } from 'recorded.bicep'

metadata description = 'In an API Management that others own too: a logger of ours, and what is recorded of calls to our APIs, whatever the instance records of others.'

param gatewayName string
param prefix string
@description('The names of our APIs, without the prefix.')
param apis array
param applicationInsightsId string
param connectionString string
param samplingPercentage int

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: gatewayName
}

resource logger 'Microsoft.ApiManagement/service/loggers@2024-05-01' = {
  parent: gateway
  name: '${prefix}application-insights'
  properties: {
    loggerType: 'applicationInsights'
    resourceId: applicationInsightsId
    credentials: { connectionString: connectionString }
  }
}

resource diagnostics 'Microsoft.ApiManagement/service/apis/diagnostics@2024-05-01' = [
  for api in apis: {
    name: '${gatewayName}/${prefix}${api}/applicationinsights'
    properties: union(recorded, { loggerId: logger.id, sampling: { samplingType: 'fixed', percentage: samplingPercentage } })
  }
]
