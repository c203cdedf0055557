import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDispatcher } from '../../app/outbound/dispatcher.ts'
import { tenantId } from '../bicep/bicep.ts'
import { startEntra } from '../local/entra/index.ts'
import { startGateway } from '../local/gateway/index.ts'
import { startGraph } from '../local/graph/index.ts'
import { managedIdentityOf } from '../local/managed-identity.ts'
import type { Azure } from './azure.ts'
import type { Registration } from './directory.ts'
import type { GatewayResources } from './gateway-resources.ts'
import { type Hosts, useHosts } from './network.ts'

/** Starts the stand-ins of Entra, Graph, API Management and Application Insights, under the host names of Azure's own. */
export async function startStandIns(
  registration: Registration,
  gateway: GatewayResources,
  azure: Azure,
  policies: string,
  clientSecret: string | undefined
) {
  const [identityId] = gateway.identities
  if (!identityId) throw new Error('API Management carries no user-assigned identity.')
  const hosts: Hosts = {}
  useHosts(hosts)
  const { authorityHost: entraUrl, graphUrl } = azure.cloud

  const entra = await startEntra({
    ...registration,
    port: 0,
    publicUrl: entraUrl,
    cloud: azure.cloud,
    tenantId,
    identity: azure.identity(identityId),
    ...(clientSecret && { clientSecret })
  })
  hosts[new URL(entraUrl).host] = entra.port
  const graph = await startGraph({
    port: 0,
    keysUrl: `${entraUrl}/${tenantId}/discovery/v2.0/keys`,
    publicUrl: graphUrl
  })
  hosts[new URL(graphUrl).host] = Number(new URL(graph.url).port)
  const ingestion = createServer((request, response) => {
    request.resume()
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"itemsReceived":1,"itemsAccepted":1,"errors":[]}')
  }).listen(0, '127.0.0.1')
  await once(ingestion, 'listening')
  hosts['westeurope-5.in.applicationinsights.azure.com'] = (ingestion.address() as AddressInfo).port

  const dispatcher = createDispatcher()
  const running = await startGateway({
    port: 0,
    policies,
    apis: gateway.apis,
    namedValues: gateway.namedValues,
    backends: gateway.backends,
    dispatcher,
    identity: managedIdentityOf(entra),
    authorityHost: entraUrl,
    graphCalls: () => graph.requests
  })
  for (const host of gateway.hosts) hosts[host] = Number(new URL(running.url).port)

  return {
    hosts,
    gateway: running,
    async close() {
      await running.close()
      await Promise.all([entra.close(), graph.close(), dispatcher.close()])
      ingestion.closeAllConnections()
      ingestion.close()
    }
  }
}
