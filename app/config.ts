import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { cloudOf } from './clouds.ts'

const guid = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
// The deployment writes addresses into policies, within quotes.
const url =
  '^(https://[\\w.-]+(:\\d+)?|http://(localhost|127\\.0\\.0\\.1)(:\\d+)?)(/[^\\s?#"\\\\]*[^\\s?#"\\\\/])?$'
const origin = 'https?://[\\w.-]+(:\\d+)?'
const aGuid = { pattern: guid, description: 'a GUID such as 00000000-0000-0000-0000-000000000000' }
const aUrl = { pattern: url, description: 'an https URL with no query and no slash at its end' }

/** The environment variables of the service; `description` completes the sentence "NAME must be …". */
export const Environment = Type.Object({
  TENANT_ID: Type.String(aGuid),
  CLIENT_ID: Type.String(aGuid),
  APIM_GATEWAY_URL: Type.String({
    ...aUrl,
    description: `${aUrl.description}: the public address of this API, such as https://contoso.azure-api.net/api`
  }),
  APP_ID_URI: Type.Optional(
    Type.String({
      pattern: '^((api|https)://|http://localhost:)[^\\s?#]*[^\\s?#/]$',
      description: 'an App ID URI such as api://00000000-0000-0000-0000-000000000000'
    })
  ),
  TOKEN_EXCHANGE: Type.Union([Type.Literal('gateway'), Type.Literal('service')], {
    default: 'gateway',
    description: 'gateway or service'
  }),
  CLIENT_SECRET: Type.Optional(Type.String()),
  MANAGED_IDENTITY_CLIENT_ID: Type.Optional(Type.String(aGuid)),
  GATEWAY_PRINCIPAL_ID: Type.Optional(
    Type.String({
      pattern: `${guid}|^any$`,
      description:
        "the object id of the gateway's managed identity (a GUID), so that nobody else may call, or any, so that everyone may"
    })
  ),
  ACCEPT_V1_TOKENS: Type.Boolean({ default: false, description: 'true or false' }),
  AUTHORITY_HOST: Type.String({ ...aUrl, default: 'https://login.microsoftonline.com' }),
  GRAPH_URL: Type.String({ ...aUrl, default: 'https://graph.microsoft.com' }),
  CORS_ORIGINS: Type.String({
    default: '',
    pattern: `^(${listOf(origin)})?$`,
    description: 'a list of origins separated by commas, such as https://contoso.com,http://localhost:5173'
  }),
  ALLOWED_CLIENTS: Type.String({
    default: '',
    pattern: `^(${listOf(guid.slice(1, -1))})?$`,
    description: 'a list of client ids separated by commas, each a GUID, or empty for all clients'
  }),
  AGENTS: Type.Union([Type.Literal('allow'), Type.Literal('deny')], {
    default: 'allow',
    description: 'allow or deny'
  }),
  SIGN_IN_SCOPES: Type.Union([Type.Literal('all'), Type.Literal('minimal')], {
    default: 'all',
    description: 'all or minimal'
  }),
  TOOL_CALLS_PER_MINUTE: Type.Number({
    multipleOf: 1,
    default: 120,
    minimum: 1,
    description: 'a whole number of calls, at least 1'
  }),
  REQUEST_STATE_KEY: Type.Optional(
    Type.String({ minLength: 32, description: 'at least 32 random characters, the same in every replica' })
  ),
  APPLICATIONINSIGHTS_CONNECTION_STRING: Type.Optional(
    Type.String({
      pattern: `(^|;)InstrumentationKey=${guid.slice(1, -1)}(;|$)`,
      description:
        'the connection string of an Application Insights resource: InstrumentationKey=…;IngestionEndpoint=…'
    })
  ),
  CONTAINER_APP_NAME: Type.Optional(Type.String()),
  CONTAINER_APP_ENV_DNS_SUFFIX: Type.Optional(Type.String()),
  HOST: Type.String({ default: '0.0.0.0' }),
  PORT: Type.Number({
    multipleOf: 1,
    default: 3000,
    minimum: 0,
    maximum: 65535,
    description: 'a port number'
  }),
  LOG_LEVEL: Type.Union(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => Type.Literal(level)),
    { default: 'info', description: 'fatal, error, warn, info, debug, trace or silent' }
  )
})

/** The pattern of a list separated by commas. */
function listOf(item: string): string {
  return `${item}(,\\s*${item})*`
}

export type Config = ReturnType<typeof derive>

/** Reads the configuration, or throws a `ConfigError` whose message names every variable to mend. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value))
  const data = Value.Convert(Environment, Value.Default(Environment, given))
  const names = new Set([...Value.Errors(Environment, data)].map(({ path }) => path.slice(1)))
  if (needsGateway(data)) names.add('GATEWAY_PRINCIPAL_ID')
  if (names.size === 0 && Value.Check(Environment, data)) return derive(data)
  throw new ConfigError([...names].map((name) => sentence(name, name in given)).join('\n'))
}

export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** Behind a gateway, who may call has no default: forgotten, the service would be open. */
function needsGateway(data: unknown): boolean {
  const { TOKEN_EXCHANGE, GATEWAY_PRINCIPAL_ID } = data as Partial<Static<typeof Environment>>
  return TOKEN_EXCHANGE === 'gateway' && !GATEWAY_PRINCIPAL_ID
}

/** Everything that follows from the environment, each thing in one place. */
function derive(env: Static<typeof Environment>) {
  if (env.TOKEN_EXCHANGE === 'service' && !env.CLIENT_SECRET && !env.MANAGED_IDENTITY_CLIENT_ID) {
    throw new ConfigError(
      'TOKEN_EXCHANGE=service needs MANAGED_IDENTITY_CLIENT_ID, or CLIENT_SECRET as the fallback.'
    )
  }
  const authority = `${env.AUTHORITY_HOST}/${env.TENANT_ID}`
  const appIdUri = env.APP_ID_URI ?? `api://${env.CLIENT_ID}`
  const publicUrl = new URL(env.APIM_GATEWAY_URL)
  const resource = `${env.APIM_GATEWAY_URL}/mcp`
  const metadataPath = `/.well-known/oauth-protected-resource${new URL(resource).pathname}`
  const issuer = `${env.APIM_GATEWAY_URL}/oauth`
  const { pathname } = new URL(issuer)
  const resourceMetadataPath = `/.well-known/oauth-protected-resource${pathname}/mcp`
  return {
    tenantId: env.TENANT_ID,
    clientId: env.CLIENT_ID,
    clientSecret: env.CLIENT_SECRET,
    tokenExchange: env.TOKEN_EXCHANGE,
    managedIdentityClientId: env.MANAGED_IDENTITY_CLIENT_ID,
    /** The object id of the only caller; `any` lets everyone call, as they must where no gateway exchanges the tokens. */
    gatewayPrincipalId: env.TOKEN_EXCHANGE === 'service' ? 'any' : (env.GATEWAY_PRINCIPAL_ID as string),
    corsOrigins: itemsOf(env.CORS_ORIGINS),
    /** The ids of the clients that may call, in lower case; empty lets all of them call. */
    allowedClients: new Set(itemsOf(env.ALLOWED_CLIENTS.toLowerCase())),
    /** Whether agent identities of Entra may call. */
    agents: env.AGENTS,
    /** The names by which the service is called, besides those of loopback. */
    hostnames: [publicUrl.hostname, ...containerAppNames(env)],
    isBehindIngress: env.CONTAINER_APP_NAME !== undefined,
    host: env.HOST,
    port: env.PORT,
    logLevel: env.LOG_LEVEL,

    publicUrl: env.APIM_GATEWAY_URL,
    /** The OAuth resource of the MCP endpoint, RFC 9728. */
    resource,
    metadataPath,
    metadataUrl: `${publicUrl.origin}${metadataPath}`,
    /** The authorization server of our own, and the second address of the MCP endpoint, which names it. */
    oauth: {
      issuer,
      authorizationEndpoint: `${issuer}/authorize`,
      tokenEndpoint: `${issuer}/token`,
      /** RFC 8414 §3.1. */
      metadataPath: `/.well-known/oauth-authorization-server${pathname}`,
      resource: `${issuer}/mcp`,
      resourceMetadataPath,
      resourceMetadataUrl: `${publicUrl.origin}${resourceMetadataPath}`
    },
    /** What clients are told to ask for when they sign in: see `signInScopes`. */
    signInScopes: env.SIGN_IN_SCOPES,
    /** Of one user and tool, in one replica. */
    toolCallsPerMinute: env.TOOL_CALLS_PER_MINUTE,
    /** Signs what MCP clients carry from one call to the next. */
    requestStateKey: env.REQUEST_STATE_KEY,
    /** The connection string of Application Insights. */
    applicationInsights: env.APPLICATIONINSIGHTS_CONNECTION_STRING,

    authority,
    authorizationServer: `${authority}/v2.0`,
    authorizationEndpoint: `${authority}/oauth2/v2.0/authorize`,
    tokenEndpoint: `${authority}/oauth2/v2.0/token`,
    jwksUri: `${authority}/discovery/v2.0/keys`,
    issuers: env.ACCEPT_V1_TOKENS
      ? [`${authority}/v2.0`, `https://sts.windows.net/${env.TENANT_ID}/`]
      : [`${authority}/v2.0`],
    appIdUri,
    /** What may stand before the name of one of our scopes. */
    appIds: [env.CLIENT_ID, `api://${env.CLIENT_ID}`, appIdUri, resource],
    /** v2 tokens name the API by its client id, v1 tokens by its App ID URI. */
    audiences: [env.CLIENT_ID, appIdUri],
    /** The full name of an API scope, as clients ask for it; tokens hold only its last part. */
    scopeUri: (scope: string) => `${appIdUri}/${scope}`,
    /** The same as this API's own application must ask for it, which Entra refuses by App ID URI (AADSTS90009). */
    ownScope: (scope: string) => `${env.CLIENT_ID}/${scope}`,
    adminConsentUrl: `${authority}/adminconsent?client_id=${env.CLIENT_ID}`,

    /** The audience of the managed identity's token that proves who exchanges. */
    exchangeAudience: cloudOf(env.AUTHORITY_HOST).exchangeAudience,
    graphUrl: env.GRAPH_URL,
    graphScope: `${env.GRAPH_URL}/.default`
  }
}

function itemsOf(list: string): string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
}

/** Container Apps tells its apps what they are called, from outside of their environment and from inside. */
function containerAppNames(env: Static<typeof Environment>): string[] {
  const { CONTAINER_APP_NAME: name, CONTAINER_APP_ENV_DNS_SUFFIX: suffix } = env
  return name && suffix ? [`${name}.${suffix}`, `${name}.internal.${suffix}`] : []
}

function sentence(name: string, given: boolean): string {
  const expected = Environment.properties[name as keyof typeof Environment.properties]?.description
  return `The environment variable ${name} ${given ? 'must be' : 'is missing: it must be'} ${expected}.`
}
