metadata description = 'The queries of operators, as a query pack. Each file is a query, and its first line is the title.'

param token string
param location string
param tags object

var texts = {
  caches: loadTextContent('queries/caches.kql')
  'conditional-access': loadTextContent('queries/conditional-access.kql')
  consent: loadTextContent('queries/consent.kql')
  exchanges: loadTextContent('queries/exchanges.kql')
  failures: loadTextContent('queries/failures.kql')
  'graph-calls': loadTextContent('queries/graph-calls.kql')
  request: loadTextContent('queries/request.kql')
  'slow-tools': loadTextContent('queries/slow-tools.kql')
  throttling: loadTextContent('queries/throttling.kql')
  'unusual-access': loadTextContent('queries/unusual-access.kql')
}

resource pack 'Microsoft.OperationalInsights/queryPacks@2026-03-01' = {
  name: 'qp-${token}'
  location: location
  tags: tags
  properties: {}

  // The name of a query must be a GUID.
  resource queries 'queries' = [
    for query in items(texts): {
      name: guid(token, query.key)
      properties: {
        displayName: substring(split(query.value, '\n')[0], 3)
        body: query.value
      }
    }
  ]
}
