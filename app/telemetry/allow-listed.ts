import type { AzureMonitorOpenTelemetryOptions } from '@azure/monitor-opentelemetry'

type SpanProcessor = NonNullable<AzureMonitorOpenTelemetryOptions['spanProcessors']>[number]

/**
 * Every attribute that leaves the service. What is not named here may hold a query, an id of Graph, an address or a
 * header; so may events and the texts of errors, which never leave.
 */
export const attributes = new Set([
  'code',
  'error.type',
  'gen_ai.operation.name',
  'gen_ai.tool.name',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'mcp.method.name',
  'mcp.protocol.version',
  'rpc.response.status_code',
  'server.address',
  'server.port',
  'microsoft.sample_rate'
])

/** Takes from each span what is not on the list, whichever library put it there. */
export const allowListed: SpanProcessor = {
  onStart() {},
  onEnd(span) {
    for (const name of Object.keys(span.attributes)) {
      if (!attributes.has(name)) delete span.attributes[name]
    }
    span.events.length = 0
    delete span.status.message
  },
  forceFlush: async () => {},
  shutdown: async () => {}
}
