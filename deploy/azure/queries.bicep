metadata description = 'The queries of operators, as a query pack: one file a question, its first line the title.'

param token string
param location string
param tags object

var texts = {
  'conditional-access': loadTextContent('queries/conditional-access.kql')
  'consent-errors': loadTextContent('queries/consent-errors.kql')
  exchanges: loadTextContent('queries/exchanges.kql')
  failures: loadTextContent('queries/failures.kql')
  'one-request': loadTextContent('queries/one-request.kql')
  'slow-tools': loadTextContent('queries/slow-tools.kql')
  throttling: loadTextContent('queries/throttling.kql')
  unavailable: loadTextContent('queries/unavailable.kql')
  'unusual-access': loadTextContent('queries/unusual-access.kql')
}

resource pack 'Microsoft.OperationalInsights/queryPacks@2026-03-01' = {
  name: 'qp-${token}'
  location: location
  tags: tags
  properties: {}

  // The names of queries are GUIDs.
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
