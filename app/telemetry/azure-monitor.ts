import { setTimeout as wait } from 'node:timers/promises'
import { shutdownAzureMonitor, useAzureMonitor } from '@azure/monitor-opentelemetry'
import { metrics } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import type { Dispatcher } from 'undici'
import { createAzureHttpClient } from '../outbound/azure-http-client.ts'
import { name, version } from '../service.ts'
import { allowListed } from './allow-listed.ts'
import { createOperations } from './operation.ts'
import { createOutbound } from './outbound.ts'
import { createRequests } from './requests.ts'
import type { Counter, Telemetry } from './telemetry.ts'

/** How long the service waits, at most, for what is left to be sent. */
export const flushMilliseconds = 2_000
const off = { enabled: false }

/** Sends traces and metrics to Application Insights, and nothing about itself to anybody. */
export async function startAzureMonitor(
  connectionString: string,
  dispatcher: Dispatcher
): Promise<Telemetry> {
  const httpClient = await createAzureHttpClient(dispatcher)
  useAzureMonitor({
    azureMonitorExporterOptions: { connectionString, httpClient, disableOfflineStorage: true },
    resource: resourceFromAttributes({ 'service.name': name, 'service.version': version }),
    spanProcessors: [allowListed],
    // Every trace is kept unless OTEL_TRACES_SAMPLER says otherwise. The default keeps five a second.
    tracesPerSecond: 0,
    samplingRatio: 1,
    enableLiveMetrics: false,
    // The platform measures the process, and the metrics below count what sampling leaves out.
    enablePerformanceCounters: false,
    enableStandardMetrics: false,
    instrumentationOptions: {
      http: off,
      azureSdk: off,
      mongoDb: off,
      mySql: off,
      postgreSql: off,
      redis: off,
      redis4: off
    }
  })

  const meter = metrics.getMeter(name)
  const seconds = { unit: 's' }
  const tools = meter.createHistogram('tool.duration', seconds)
  const counters: Record<Counter, ReturnType<typeof meter.createCounter>> = {
    exchanges: meter.createCounter('exchanges'),
    token_cache: meter.createCounter('token_cache'),
    graph_token_cache: meter.createCounter('graph_token_cache')
  }
  return {
    requests: createRequests(meter.createHistogram('http.server.request.duration', seconds), tools),
    outbound: createOutbound(meter.createHistogram('http.client.request.duration', seconds)),
    operation: createOperations(meter.createHistogram('mcp.server.operation.duration', seconds), tools),
    count: (counter, result) => counters[counter].add(1, { result }),
    stop: async () => {
      // The service stops even if something cannot be sent.
      const sent = Promise.resolve(shutdownAzureMonitor()).catch(() => undefined)
      await Promise.race([sent, wait(flushMilliseconds, undefined, { ref: false })])
    }
  }
}
