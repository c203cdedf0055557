metadata description = 'What API Management records of a call: no bodies, and no header that carries a token.'

var little = {
  headers: []
  body: { bytes: 0 }
  dataMasking: { queryParams: [{ value: '*', mode: 'Hide' }] }
}

@export()
var recorded = {
  alwaysLog: 'allErrors'
  httpCorrelationProtocol: 'W3C'
  verbosity: 'information'
  logClientIp: false
  // The policies' emit-metric needs this.
  metrics: true
  operationNameFormat: 'Name'
  frontend: { request: little, response: little }
  backend: { request: little, response: little }
}
