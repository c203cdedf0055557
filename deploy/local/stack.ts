import { join } from 'node:path'
import { type AppOptions, buildApp } from '../../app/app.ts'
import { cloudOf, cloudsByName } from '../../app/clouds.ts'
import { readConfig } from '../../app/config.ts'
import { createDispatcher } from '../../app/outbound/dispatcher.ts'
import { startTelemetry } from '../../app/telemetry/index.ts'
import { tools as registry } from '../../app/tools/index.ts'
import { allScopesOf, type Tool } from '../../app/tools/tool.ts'
import { apiScopes } from '../azure/permissions.ts'
import { readBackendUrl, withAnyPath } from './backend-url.ts'
import { startEntra } from './entra/index.ts'
import { clientRedirectUris } from './entra/redirect-uris.ts'
import { readEntraHttps, trustAuthority } from './entra-https.ts'
import { freePort } from './free-port.ts'
import { startGateway } from './gateway/index.ts'
import { startGraph } from './graph/index.ts'
import { managedIdentityOf } from './managed-identity.ts'
import { namedValuesOf } from './named-values.ts'
import { readPorts } from './ports.ts'
import { backendId, publishedApis } from './published-apis.ts'
import { readBoolean } from './read-boolean.ts'
import { reroute } from './reroute.ts'
import { apiClientId, managedIdentity, tenant } from './tenant.ts'
import { withOrigins } from './with-origins.ts'

const policies = join(import.meta.dirname, '../../apim-policies')

export interface StackOptions {
  /** The configuration variables, ENTRA_HTTPS, BACKEND_URL, and GATEWAY_PORT, ENTRA_PORT and GRAPH_PORT. A missing port picks a free one. */
  environment?: Record<string, string | undefined>
  logger?: AppOptions['logger']
  maxEventLoopDelay?: AppOptions['maxEventLoopDelay']
  /** The tools to serve instead of those of the registry. */
  tools?: readonly Tool[]
  /** Whether answers quote Graph's own errors. True by default. */
  explainGraphErrors?: boolean
  /** How many seconds the local Entra's access tokens of users live. */
  tokenLifetime?: number
  gateway?: {
    /** A policy folder to use instead of `apim-policies/`. */
    policies?: string
    /** Named values that replace the default ones. */
    namedValues?: Record<string, string>
    /** Where the gateway sends calls instead of the service, such as a load balancer. */
    backendUrl?: string
  }
}

export type Stack = Awaited<ReturnType<typeof startStack>>

/**
 * Starts Entra, Graph, the service and the gateway on loopback, connected as in Azure. With TOKEN_EXCHANGE=service there
 * is no gateway.
 */
export async function startStack({
  environment = {},
  logger = false,
  maxEventLoopDelay,
  tools = registry,
  explainGraphErrors = true,
  tokenLifetime,
  gateway = {}
}: StackOptions = {}) {
  const inService = environment.TOKEN_EXCHANGE === 'service'
  // The public address is part of the configuration, so it must be known before anything listens.
  const ports = readPorts(environment)
  const backendUrl = readBackendUrl(environment)
  const port = ports.PORT || (await freePort())
  const gatewayPort = inService ? port : ports.GATEWAY_PORT || (await freePort())
  const serviceUrl = `http://localhost:${port}`
  const url = inService ? serviceUrl : `http://localhost:${gatewayPort}/api`
  const { CLIENT_SECRET: clientSecret, APIM_GATEWAY_URL: publicUrl = url } = environment
  // MCP clients send the address of the endpoint as `resource`, and Entra wants the App ID URI there (AADSTS9010010).
  const { APP_ID_URI: appIdUri = `${publicUrl}/mcp` } = environment

  // Those of another cloud, or of none: the local stand-ins answer for them.
  const { AUTHORITY_HOST: authorityHost, GRAPH_URL: graphUrl = cloudsByName.AzureCloud.graphUrl } =
    environment

  const entra = await startEntra({
    port: ports.ENTRA_PORT,
    ...(authorityHost && { publicUrl: authorityHost }),
    cloud: { graphUrl, exchangeAudience: cloudOf(authorityHost ?? '').exchangeAudience },
    https: readEntraHttps(environment),
    tenantId: tenant.id,
    clientId: apiClientId,
    appIdUris: [appIdUri, `api://${apiClientId}`],
    apiScopes: allScopesOf(tools),
    scopeTitles: Object.fromEntries(apiScopes(tools).map(({ value, displayName }) => [value, displayName])),
    graphScopes: [...new Set(tools.flatMap(({ graphScopes = [] }) => graphScopes))],
    // A service that accepts v1.0 tokens is for a registration that asks for them.
    accessTokenVersion: environment.ACCEPT_V1_TOKENS === 'true' ? 1 : 2,
    assignmentRequired: readBoolean(environment, 'ASSIGNMENT_REQUIRED'),
    identity: managedIdentity,
    redirectUris: [`${url}/docs/static/oauth2-redirect.html`],
    clientRedirectUris: clientRedirectUris(
      [`${publicUrl}/mcp`, `${publicUrl}/oauth/mcp`],
      environment.REDIRECT_URIS
    ),
    ...(clientSecret && { clientSecret }),
    ...(tokenLifetime && { tokenLifetime })
  })
  if (entra.ca) trustAuthority(entra.ca)
  const config = readConfig({
    TENANT_ID: tenant.id,
    CLIENT_ID: apiClientId,
    APIM_GATEWAY_URL: publicUrl,
    APP_ID_URI: appIdUri,
    AUTHORITY_HOST: entra.url,
    HOST: '127.0.0.1',
    ...(inService
      ? { MANAGED_IDENTITY_CLIENT_ID: managedIdentity.clientId }
      : { GATEWAY_PRINCIPAL_ID: managedIdentity.principalId }),
    ...environment,
    PORT: String(port),
    // The gateway exchanges the tokens, so the service behind it holds no credential.
    ...(!inService && { CLIENT_SECRET: undefined })
  })
  const graph = await startGraph({
    port: ports.GRAPH_PORT,
    keysUrl: config.jwksUri.replace(entra.url, entra.loopbackUrl),
    publicUrl: config.graphUrl
  })
  const ingestion = /IngestionEndpoint=(https?:\/\/[^/;]+)/.exec(config.applicationInsights ?? '')?.[1]
  const outbound = createDispatcher()
  const dispatcher = outbound.compose(
    reroute({
      [config.graphUrl]: graph.url,
      [serviceUrl]: backendUrl ?? gateway.backendUrl ?? serviceUrl,
      [entra.url]: entra.loopbackUrl,
      [entra.loopbackUrl]: entra.loopbackUrl,
      ...(ingestion && { [ingestion]: ingestion }),
      // MSAL refuses http authorities.
      [entra.url.replace('http:', 'https:')]: entra.loopbackUrl
    })
  )
  // The Azure packages read these variables themselves. The last one stops their own usage reports.
  process.env.IDENTITY_ENDPOINT = entra.identityEndpoint
  process.env.IDENTITY_HEADER = entra.identityHeader
  process.env.APPLICATION_INSIGHTS_NO_STATSBEAT = 'true'

  const telemetry = await startTelemetry(config, dispatcher)
  const app = await buildApp({
    config,
    dispatcher,
    logger,
    telemetry,
    maxEventLoopDelay,
    tools,
    explainGraphErrors
  })
  await app.listen({ host: config.host, port })
  const running = inService
    ? undefined
    : await startGateway({
        port: gatewayPort,
        policies: gateway.policies ?? policies,
        asDeployed: (policy) => withOrigins(policy, config.corsOrigins),
        apis: publishedApis(backendUrl ? withAnyPath(app.swagger()) : app.swagger()),
        namedValues: {
          ...namedValuesOf(config, clientSecret, tools),
          ...gateway.namedValues
        },
        backends: { [backendId]: serviceUrl },
        dispatcher,
        identity: managedIdentityOf(entra),
        authorityHost: entra.url,
        graphCalls: () => graph.requests
      })

  return {
    /** The address that clients call: the API on the gateway, or the service if there is no gateway. */
    url,
    serviceUrl,
    app,
    config,
    entra,
    graph,
    gateway: running,
    async close() {
      await running?.close()
      await app.close()
      await Promise.all([entra.close(), graph.close(), telemetry?.stop()])
      await outbound.close()
    }
  }
}
