// Alert rules. Each fires when its query, titled by its first line, answers with a row.
param namePrefix string
param location string
param tags object
param workspaceId string

@description('Who is told by e-mail; empty for nobody.')
param alertEmail string = ''

// Severity 1 is an error, 2 a warning, 3 worth knowing.
var rules = [
  { name: 'unavailable', severity: 1, window: 'PT15M', query: loadTextContent('alerts/unavailable.kql') }
  { name: 'service-unreachable', severity: 1, window: 'PT5M', query: loadTextContent('alerts/service-unreachable.kql') }
  { name: 'exchange-misconfigured', severity: 1, window: 'PT5M', query: loadTextContent('alerts/exchange-misconfigured.kql') }
  { name: 'unhealthy-replicas', severity: 1, window: 'PT15M', query: loadTextContent('alerts/unhealthy-replicas.kql') }
  { name: 'graph-unavailable', severity: 2, window: 'PT15M', query: loadTextContent('alerts/graph-unavailable.kql') }
  { name: 'throttled', severity: 3, window: 'PT15M', query: loadTextContent('alerts/throttled.kql') }
  { name: 'consent-errors', severity: 3, window: 'PT1H', query: loadTextContent('alerts/consent-errors.kql') }
]

resource alerts 'Microsoft.Resources/deployments@2025-04-01' = {
  name: '${namePrefix}-alerts'
  properties: {
    mode: 'Incremental'
    template: loadJsonContent('alerts.json')
    parameters: {
      namePrefix: { value: namePrefix }
      location: { value: location }
      tags: { value: tags }
      workspaceId: { value: workspaceId }
      alertEmail: { value: alertEmail }
      rules: { value: rules }
    }
  }
}
