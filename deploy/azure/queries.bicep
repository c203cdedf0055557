// What operators ask, as a query pack of Log Analytics: one file a question, titled by its first line.
param namePrefix string
param location string
param tags object

var queries = [
  { name: 'caches', text: loadTextContent('queries/caches.kql') }
  { name: 'conditional-access', text: loadTextContent('queries/conditional-access.kql') }
  { name: 'consent', text: loadTextContent('queries/consent.kql') }
  { name: 'exchanges', text: loadTextContent('queries/exchanges.kql') }
  { name: 'failures', text: loadTextContent('queries/failures.kql') }
  { name: 'graph-calls', text: loadTextContent('queries/graph-calls.kql') }
  { name: 'request', text: loadTextContent('queries/request.kql') }
  { name: 'slow-tools', text: loadTextContent('queries/slow-tools.kql') }
  { name: 'throttling', text: loadTextContent('queries/throttling.kql') }
  { name: 'unusual-access', text: loadTextContent('queries/unusual-access.kql') }
]

resource pack 'Microsoft.OperationalInsights/queryPacks@2026-03-01' = {
  name: '${namePrefix}-queries'
  location: location
  tags: tags
  properties: {}
}

resource saved 'Microsoft.OperationalInsights/queryPacks/queries@2026-03-01' = [for query in queries: {
  parent: pack
  name: guid(pack.id, query.name)
  properties: {
    displayName: substring(first(split(query.text, '\n')), 3)
    body: query.text
    related: {
      categories: ['applications']
      resourceTypes: ['microsoft.operationalinsights/workspaces']
    }
  }
}]
