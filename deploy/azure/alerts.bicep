metadata description = 'The alert rules: each is a query, and fires when the query returns a row.'

param token string
param location string
param tags object
param workspaceId string
param email string

// 0 is critical, 4 is verbose.
var alerts = [
  { name: 'unavailable', severity: 1, window: 'PT15M', query: loadTextContent('alerts/unavailable.kql') }
  { name: 'service-unreachable', severity: 1, window: 'PT5M', query: loadTextContent('alerts/service-unreachable.kql') }
  { name: 'exchange-misconfigured', severity: 1, window: 'PT5M', query: loadTextContent('alerts/exchange-misconfigured.kql') }
  { name: 'unhealthy-replicas', severity: 1, window: 'PT15M', query: loadTextContent('alerts/unhealthy-replicas.kql') }
  { name: 'graph-unavailable', severity: 2, window: 'PT15M', query: loadTextContent('alerts/graph-unavailable.kql') }
  { name: 'throttled', severity: 3, window: 'PT15M', query: loadTextContent('alerts/throttled.kql') }
  { name: 'consent-errors', severity: 3, window: 'PT1H', query: loadTextContent('alerts/consent-errors.kql') }
]

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-${token}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'mcp-auth'
    enabled: true
    emailReceivers: [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource rules 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in alerts: {
    name: '${alert.name}-${token}'
    location: location
    tags: tags
    properties: {
      // The comment on its first line.
      displayName: substring(split(alert.query, '\n')[0], 3)
      severity: alert.severity
      enabled: true
      autoMitigate: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: alert.window
      // A table exists only once it has a row.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: empty(email) ? [] : [operators.id] }
    }
  }
]
