import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** What Application Insights receives: https://learn.microsoft.com/azure/azure-monitor/app/data-model-complete */
export interface Envelope {
  name: string
  tags: Record<string, string>
  data: {
    baseType: string
    baseData: {
      id: string
      name: string
      success?: boolean
      target?: string
      responseCode?: string
      resultCode?: string
      properties: Record<string, string>
      metrics?: { name: string; value: number; count: number }[]
    }
  }
}

/** Receives what the exporter of Azure Monitor sends, as Application Insights does. */
export async function startCollector(t: Test) {
  let bytes = ''
  const envelopes: Envelope[] = []
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString()
    const items: Envelope[] = JSON.parse(text)
    bytes += JSON.stringify(request.headers) + text
    envelopes.push(...items)
    const count = items.length
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ itemsReceived: count, itemsAccepted: count, errors: [] }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo

  return {
    // The exporter turns http into https, unless it finds https in the address.
    connectionString: `InstrumentationKey=${randomUUID()};IngestionEndpoint=http://127.0.0.1:${port}/https://`,
    envelopes,
    /** Everything that came, headers included. */
    bytes: () => bytes
  }
}
