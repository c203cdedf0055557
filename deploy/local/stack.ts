import { type AppOptions, buildApp } from '../../app/app.ts'
import { userScope } from '../../app/caller.ts'
import { readConfig } from '../../app/config.ts'
import { createDispatcher } from '../../app/outbound.ts'
import { tools } from '../../app/tools/index.ts'
import { scopesOf } from '../../app/tools/tool.ts'
import { apiClientId, managedIdentity, tenant } from './accounts.ts'
import { startEntra } from './entra/index.ts'
import { freePort } from './free-port.ts'
import { startGraph } from './graph/index.ts'
import { reroute } from './reroute.ts'

export interface StackOptions {
  /** The configuration variables, and ENTRA_PORT and GRAPH_PORT; a port that is not given is a free one. */
  environment?: Record<string, string | undefined>
  logger?: AppOptions['logger']
}

export type Stack = Awaited<ReturnType<typeof startStack>>

/** Starts Entra, Graph and the service on loopback, wired as they are in Azure. */
export async function startStack({ environment = {}, logger = false }: StackOptions = {}) {
  const appIdUri = `api://${apiClientId}`
  // The public address is part of the configuration, so it is known before anything listens.
  const port = Number(environment.PORT) || (await freePort())
  const url = `http://localhost:${port}`
  const entra = await startEntra({
    port: Number(environment.ENTRA_PORT ?? 0),
    tenantId: tenant.id,
    clientId: apiClientId,
    appIdUri,
    apiScopes: [...new Set([userScope, ...tools.flatMap(scopesOf)])],
    identity: managedIdentity,
    redirectUris: [`${url}/docs/static/oauth2-redirect.html`],
    ...(environment.CLIENT_SECRET && { clientSecret: environment.CLIENT_SECRET })
  })
  const config = readConfig({
    TENANT_ID: tenant.id,
    CLIENT_ID: apiClientId,
    MANAGED_IDENTITY_CLIENT_ID: managedIdentity.clientId,
    APIM_GATEWAY_URL: url,
    AUTHORITY_HOST: entra.url,
    TOKEN_EXCHANGE: 'service',
    HOST: '127.0.0.1',
    ...environment,
    PORT: String(port)
  })
  const graph = await startGraph({ port: Number(environment.GRAPH_PORT ?? 0), keysUrl: config.jwksUri })
  const outbound = createDispatcher()
  const dispatcher = outbound.compose(
    reroute({
      [config.graphUrl]: graph.url,
      [entra.url]: entra.url,
      // MSAL speaks https only.
      [entra.url.replace('http:', 'https:')]: entra.url
    })
  )
  // Container Apps tells the Azure packages where the managed identity is; they read these two themselves.
  process.env.IDENTITY_ENDPOINT = entra.identityEndpoint
  process.env.IDENTITY_HEADER = entra.identityHeader

  const app = await buildApp({ config, dispatcher, logger })
  await app.listen({ host: config.host, port })

  return {
    url,
    app,
    config,
    entra,
    graph,
    async close() {
      await app.close()
      await Promise.all([entra.close(), graph.close(), outbound.close()])
    }
  }
}
