import type { Dispatcher } from 'undici'
import type { Config } from '../config.ts'
import type { Telemetry } from './telemetry.ts'

/** Starts telemetry to Application Insights. Without a connection string, none of its code is loaded. */
export async function startTelemetry(
  { applicationInsights }: Config,
  dispatcher: Dispatcher
): Promise<Telemetry | undefined> {
  if (!applicationInsights) return undefined
  const { startAzureMonitor } = await import('./azure-monitor.ts')
  return startAzureMonitor(applicationInsights, dispatcher)
}
