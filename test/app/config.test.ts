import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import t from 'tap'
import { ConfigError, readConfig } from '../../app/config.ts'

const TENANT_ID = randomUUID()
const CLIENT_ID = randomUUID()
const GATEWAY_PRINCIPAL_ID = randomUUID()
const good = {
  TENANT_ID,
  CLIENT_ID,
  APIM_GATEWAY_URL: 'https://contoso.azure-api.net/api',
  GATEWAY_PRINCIPAL_ID
}

t.test('the four required variables are enough, and production hosts are the defaults', async (t) => {
  const config = readConfig(good)
  t.match(config, {
    tenantId: TENANT_ID,
    clientId: CLIENT_ID,
    gatewayPrincipalId: GATEWAY_PRINCIPAL_ID,
    tokenExchange: 'gateway',
    publicUrl: good.APIM_GATEWAY_URL,
    resource: 'https://contoso.azure-api.net/api/mcp',
    metadataPath: '/.well-known/oauth-protected-resource/api/mcp',
    metadataUrl: 'https://contoso.azure-api.net/.well-known/oauth-protected-resource/api/mcp',
    authorizationServer: `https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
    tokenEndpoint: `https://login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/token`,
    jwksUri: `https://login.microsoftonline.com/${TENANT_ID}/discovery/v2.0/keys`,
    graphUrl: 'https://graph.microsoft.com',
    graphScope: 'https://graph.microsoft.com/.default',
    toolCallsPerMinute: 120,
    host: '0.0.0.0',
    port: 3000,
    logLevel: 'info'
  })
  t.strictSame(config.issuers, [`https://login.microsoftonline.com/${TENANT_ID}/v2.0`])
  t.strictSame(config.audiences, [CLIENT_ID, `api://${CLIENT_ID}`])
  t.strictSame(config.corsOrigins, [])
  t.equal(config.allowedClients.size, 0)
  t.match(config, { agents: 'allow', signInScopes: 'all' })
  t.equal(config.scopeUri('access_as_user'), `api://${CLIENT_ID}/access_as_user`)
})

t.test('other clouds, names and ports follow from their variables', async (t) => {
  const config = readConfig({
    ...good,
    AUTHORITY_HOST: 'https://login.microsoftonline.us',
    GRAPH_URL: 'https://graph.microsoft.us',
    APP_ID_URI: 'https://contoso.com/api',
    ACCEPT_V1_TOKENS: 'true',
    CORS_ORIGINS: 'https://contoso.com, http://localhost:5173',
    ALLOWED_CLIENTS: `${CLIENT_ID.toUpperCase()}, ${TENANT_ID}`,
    AGENTS: 'deny',
    SIGN_IN_SCOPES: 'minimal',
    TOOL_CALLS_PER_MINUTE: '30',
    PORT: '8080',
    LOG_LEVEL: 'debug'
  })
  t.match(config, {
    authority: `https://login.microsoftonline.us/${TENANT_ID}`,
    graphScope: 'https://graph.microsoft.us/.default',
    toolCallsPerMinute: 30,
    port: 8080,
    logLevel: 'debug'
  })
  t.strictSame(config.audiences, [CLIENT_ID, 'https://contoso.com/api'])
  t.strictSame(config.issuers, [
    `https://login.microsoftonline.us/${TENANT_ID}/v2.0`,
    `https://sts.windows.net/${TENANT_ID}/`
  ])
  t.strictSame(config.corsOrigins, ['https://contoso.com', 'http://localhost:5173'])
  t.strictSame([...config.allowedClients], [CLIENT_ID, TENANT_ID])
  t.match(config, { agents: 'deny', signInScopes: 'minimal' })
  t.equal(config.scopeUri('access_as_user'), 'https://contoso.com/api/access_as_user')
})

t.test('an empty variable counts as none', async (t) => {
  t.match(readConfig({ ...good, PORT: '', CLIENT_SECRET: '', MANAGED_IDENTITY_CLIENT_ID: '' }), {
    port: 3000,
    clientSecret: undefined,
    managedIdentityClientId: undefined
  })
  t.throws(() => readConfig({ ...good, TENANT_ID: '' }), { message: /TENANT_ID is missing/ })
})

for (const name of Object.keys(good)) {
  t.test(`without ${name} the service does not start, and says so in a sentence`, async (t) => {
    const message = complaint({ ...good, [name]: undefined })
    t.match(message, new RegExp(`^[^\\n]*\\b${name} is missing[^\\n]*\\.$`))
  })
}

for (const [name, values] of Object.entries({
  TENANT_ID: ['contoso.onmicrosoft.com', 'common', ` ${TENANT_ID}`, `${TENANT_ID}0`, '{}'],
  CLIENT_ID: ['api', `api://${CLIENT_ID}`],
  APIM_GATEWAY_URL: [
    'contoso.azure-api.net',
    'http://contoso.azure-api.net/api',
    'https://contoso.azure-api.net/api/',
    'https://contoso.azure-api.net/api?x=1',
    'https://contoso.azure-api.net/api#x',
    'ftp://contoso.azure-api.net',
    'https://'
  ],
  REQUEST_STATE_KEY: ['short', 'a'.repeat(31)],
  APP_ID_URI: ['contoso', 'api://', 'api://x/', 'http://contoso.com/api'],
  TOKEN_EXCHANGE: ['both', 'Gateway', 'none'],
  MANAGED_IDENTITY_CLIENT_ID: ['x'],
  GATEWAY_PRINCIPAL_ID: [
    'x',
    'true',
    ' ',
    'ANY',
    'Any',
    ' any',
    'none',
    `any,${GATEWAY_PRINCIPAL_ID}`,
    `${GATEWAY_PRINCIPAL_ID}0`
  ],
  ACCEPT_V1_TOKENS: ['yes', 'maybe'],
  AUTHORITY_HOST: ['login.microsoftonline.com', 'http://login.microsoftonline.com', 'https://login/'],
  GRAPH_URL: ['http://graph.microsoft.com', 'https://graph.microsoft.com/'],
  CORS_ORIGINS: ['*', 'contoso.com', 'https://contoso.com/', 'https://contoso.com https://example.com'],
  SIGN_IN_SCOPES: ['ALL', 'none', 'access_as_user'],
  ALLOWED_CLIENTS: ['any', '*', 'vscode', CLIENT_ID.slice(1), `${CLIENT_ID} ${TENANT_ID}`, `${CLIENT_ID},`],
  AGENTS: ['true', 'Deny', 'none'],
  TOOL_CALLS_PER_MINUTE: ['0', '-1', '1.5', 'many'],
  PORT: ['-1', '65536', '3000.5', 'http'],
  LOG_LEVEL: ['loud', 'INFO']
})) {
  t.test(`a malformed ${name} is named in one sentence, with what it must be`, async (t) => {
    for (const value of values) {
      t.match(
        complaint({ ...good, [name]: value }),
        new RegExp(`^[^\\n]*\\b${name} must be [^\\n]+\\.$`),
        value
      )
    }
  })
}

t.test('everything that is wrong is told at once', async (t) => {
  const lines = complaint({ CLIENT_ID: 'x', PORT: 'y' }).split('\n')
  for (const name of [...Object.keys(good), 'PORT'])
    t.equal(lines.filter((line) => line.includes(` ${name} `)).length, 1, name)
  t.equal(lines.length, 5)
})

t.test('an exchange in the service needs a credential', async (t) => {
  const service = { ...good, TOKEN_EXCHANGE: 'service' }
  t.match(complaint(service), /MANAGED_IDENTITY_CLIENT_ID.*CLIENT_SECRET/)
  t.equal(readConfig({ ...service, CLIENT_SECRET: randomUUID() }).tokenExchange, 'service')
  t.equal(readConfig({ ...service, MANAGED_IDENTITY_CLIENT_ID: randomUUID() }).tokenExchange, 'service')
})

const service = { TOKEN_EXCHANGE: 'service', MANAGED_IDENTITY_CLIENT_ID: randomUUID() }

const callers: [title: string, environment: Record<string, string | undefined>, who: string | undefined][] = [
  ['nothing', { GATEWAY_PRINCIPAL_ID: undefined }, undefined],
  ['an empty one', { GATEWAY_PRINCIPAL_ID: '' }, undefined],
  ['a blank one', { GATEWAY_PRINCIPAL_ID: ' ' }, undefined],
  ['garbage', { GATEWAY_PRINCIPAL_ID: 'gateway' }, undefined],
  ['ANY', { GATEWAY_PRINCIPAL_ID: 'ANY' }, undefined],
  ['any', { GATEWAY_PRINCIPAL_ID: 'any' }, 'any'],
  ['a GUID', { GATEWAY_PRINCIPAL_ID }, GATEWAY_PRINCIPAL_ID],
  ['nothing, the mode in words', { GATEWAY_PRINCIPAL_ID: undefined, TOKEN_EXCHANGE: 'gateway' }, undefined],
  ['nothing, an exchange in the service', { ...service, GATEWAY_PRINCIPAL_ID: undefined }, 'any'],
  ['an empty one, an exchange in the service', { ...service, GATEWAY_PRINCIPAL_ID: '' }, 'any'],
  ['a GUID, an exchange in the service', { ...service, GATEWAY_PRINCIPAL_ID }, 'any'],
  ['garbage, an exchange in the service', { ...service, GATEWAY_PRINCIPAL_ID: 'gateway' }, undefined]
]

for (const [title, environment, who] of callers) {
  t.test(`GATEWAY_PRINCIPAL_ID: ${title} ${who ? 'starts' : 'stops the start'}`, async (t) => {
    if (who) return t.equal(readConfig({ ...good, ...environment }).gatewayPrincipalId, who)
    const message = complaint({ ...good, ...environment })
    t.match(message, /^[^\n]*\bGATEWAY_PRINCIPAL_ID\b[^\n]*\.$/, 'one sentence names it')
    t.match(message, /object id of the gateway's managed identity.* or any,/, 'and both choices')
  })
}

t.test('no value is repeated, for it may be a secret in the wrong place', async (t) => {
  const secret = randomUUID().replaceAll('-', '~')
  t.notMatch(complaint({ ...good, TENANT_ID: secret, PORT: secret }), secret)
})

t.test('the process of the service reads its environment alone', async (t) => {
  t.throws(() => readConfig({}), { message: /TENANT_ID/ })
  process.env.TENANT_ID = TENANT_ID
  t.teardown(() => delete process.env.TENANT_ID)
  t.throws(() => readConfig({}), { message: /TENANT_ID is missing/ })
})

for (const [kind, environment, names] of [
  ['missing', {}, Object.keys(good)],
  ['malformed', { ...good, TENANT_ID: 'contoso', PORT: 'http' }, ['TENANT_ID', 'PORT']]
] as const) {
  t.test(`a start with ${kind} variables ends with exit code 1 and their names`, async (t) => {
    const { code, stdout, stderr } = await start(environment)
    t.equal(code, 1)
    t.equal(stdout, '')
    t.equal(stderr.trim().split('\n').length, names.length, 'no stack trace')
    for (const name of names) t.match(stderr, name)
  })
}

function complaint(environment: Record<string, string | undefined>): string {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('no complaint')
}

function start(env: Record<string, string>): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['app/server.ts'], { env, timeout: 20_000 }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr })
    })
  })
}
