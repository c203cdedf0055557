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

var groupName = 'ag-${token}'
var groupId = resourceId('Microsoft.Insights/actionGroups', groupName)
var groups = [
  {
    type: 'Microsoft.Insights/actionGroups'
    apiVersion: '2023-01-01'
    name: groupName
    location: 'global'
    tags: tags
    properties: {
      groupShortName: 'mcp-auth'
      enabled: true
      emailReceivers: [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
    }
  }
]

var rules = map(alerts, alert => {
  type: 'Microsoft.Insights/scheduledQueryRules'
  apiVersion: '2023-12-01'
  name: '${alert.name}-${token}'
  location: location
  tags: tags
  dependsOn: empty(email) ? [] : [groupId]
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
    actions: { actionGroups: empty(email) ? [] : [groupId] }
  }
})

// A nested deployment, because the types that this project checks against lack these two.
resource ruleDeployment 'Microsoft.Resources/deployments@2025-04-01' = {
  name: 'alert-rules'
  properties: {
    mode: 'Incremental'
    template: {
      '$schema': 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
      contentVersion: '1.0.0.0'
      resources: empty(email) ? rules : concat(groups, rules)
    }
  }
}
