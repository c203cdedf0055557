import t from 'tap'
import { tools } from '../../../app/tools/index.ts'
import { allScopesOf } from '../../../app/tools/tool.ts'
import { freePort } from '../../../deploy/local/free-port.ts'
import { apiClientId, tenant } from '../../../deploy/local/tenant.ts'
import { userClaims, userClaimsV1 } from '../../user-claims.ts'
import { type Change, type Reply, startBehindChangingProxy } from './changing-proxy.ts'
import { examine, those } from './examine.ts'

t.setTimeout(300_000)
const { chain, url, change } = await startBehindChangingProxy(t)
const { config, entra } = chain
const token = await chain.token()
const ownMetadata = '/.well-known/oauth-protected-resource/api/oauth/mcp'
const ownServer = '/.well-known/oauth-authorization-server/api/oauth'
const closed = await freePort()
const metadataPath = '/.well-known/oauth-protected-resource'
const html = { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html>' }
const notFound = { status: 404, headers: {}, body: '' }
const full = { url, clientId: apiClientId, token }

interface Row {
  title: string
  change: Change
  errors?: string[]
  warnings?: string[]
  timeLimit?: number
}

const rows: Row[] = [
  {
    title: 'the address redirects',
    change: on('GET /api/status', () => ({
      status: 302,
      headers: { location: 'https://example.com/' },
      body: ''
    })),
    errors: ['reachable']
  },
  {
    title: 'HTML instead of the status',
    change: on('GET /api/status', () => html),
    errors: ['status']
  },
  {
    title: 'a clock that is ahead',
    change: (reply) => withHeader(reply, 'date', new Date(Date.now() + 3_500_000).toUTCString()),
    errors: ['clock']
  },
  { title: 'no OpenAPI document', change: on('GET /api/openapi.json', () => html), errors: ['openapi'] },
  { title: 'no documentation', change: on('GET /api/docs', () => notFound), errors: ['docs'] },
  { title: 'a stream where there is none', change: on('GET /api/mcp', () => html), errors: ['mcp-get'] },
  {
    title: 'no metadata with the path appended',
    change: on(`GET ${metadataPath}/api/mcp`, () => notFound),
    errors: ['metadata']
  },
  {
    title: 'metadata of the wrong type',
    change: on(`GET ${metadataPath}/api/mcp`, (reply) => withHeader(reply, 'content-type', 'text/plain')),
    errors: ['metadata']
  },
  ...['/', '?x'].map((end) => ({
    title: `a resource with ${end} at its end`,
    change: onMetadata((reply) => withJson(reply, { resource: `${config.resource}${end}` })),
    errors: ['resource']
  })),
  {
    title: 'a resource in other letters',
    change: onMetadata((reply) => withJson(reply, { resource: config.resource.replace('/api', '/API') })),
    errors: ['resource']
  },
  {
    title: 'a resource without TLS',
    change: onMetadata((reply) => withJson(reply, { resource: 'http://api.example/api/mcp' })),
    errors: ['resource']
  },
  {
    title: 'values that cannot be shown',
    change: onMetadata((reply) => withJson(reply, { resource: { toString: 1 } })),
    errors: ['metadata']
  },
  {
    title: 'no authorization server',
    change: onMetadata((reply) => withJson(reply, { authorization_servers: undefined })),
    errors: ['authorization-servers']
  },
  {
    title: 'an authorization server that is none',
    change: onMetadata((reply) => withJson(reply, { authorization_servers: [`${entra.url}/nowhere`] })),
    errors: ['sign-in']
  },
  {
    title: 'an issuer that is another',
    change: onMetadata((reply) =>
      withJson(reply, {
        authorization_servers: [config.authorizationServer.replace(tenant.id, 'contoso.onmicrosoft.com')]
      })
    ),
    errors: ['issuer']
  },
  {
    title: 'an authorization server that does not answer',
    change: onMetadata((reply) =>
      withJson(reply, { authorization_servers: [`http://localhost:${closed}/v2.0`] })
    ),
    errors: ['sign-in']
  },
  {
    title: 'a sign-in without S256',
    change: (reply, incoming) => {
      const issuer = `${url}/entra`
      if (incoming.url === `${metadataPath}/api/mcp`)
        return withJson(reply, { authorization_servers: [issuer] })
      if (incoming.url !== '/api/entra/.well-known/openid-configuration') return
      const { authorizationEndpoint: authorization_endpoint, jwksUri: jwks_uri } = config
      const code_challenge_methods_supported = ['plain']
      const signIn = { issuer, authorization_endpoint, jwks_uri, code_challenge_methods_supported }
      return { ...reply, status: 200, body: JSON.stringify(signIn) }
    },
    errors: ['code-challenge'],
    warnings: ['own-cimd']
  },
  {
    title: 'a short scope',
    change: onMetadata((reply) => withJson(reply, { scopes_supported: ['access_as_user'] })),
    errors: ['scopes']
  },
  {
    title: 'scopes that are not of this API',
    change: onMetadata((reply) =>
      withJson(reply, { scopes_supported: [...allScopesOf(tools).map(config.scopeUri), 'offline_access'] })
    ),
    errors: ['challenge-scope'],
    warnings: ['scopes']
  },
  {
    title: 'fewer scopes in the metadata than in the challenge',
    change: onMetadata((reply) => withJson(reply, { scopes_supported: [config.scopeUri('access_as_user')] })),
    errors: ['challenge-scope'],
    warnings: ['tool-scopes']
  },
  {
    title: 'no challenge',
    change: on('POST /api/mcp', (reply) => withHeader(reply, 'www-authenticate', undefined)),
    errors: ['challenge-header']
  },
  ...[
    (bearer: string) => `Basic realm="x", ${bearer}`,
    (bearer: string) => `${bearer}, Basic realm="x"`,
    (bearer: string) => `${bearer}, ${bearer}`
  ].map((join) => ({
    title: `two challenges: ${join('Bearer')}`,
    change: on('POST /api/mcp', (reply) =>
      withHeader(reply, 'www-authenticate', join(String(reply.headers['www-authenticate'])))
    ),
    errors: ['challenge-header']
  })),
  {
    title: 'a challenge that leads elsewhere',
    change: on('POST /api/mcp', (reply) =>
      withHeader(reply, 'www-authenticate', reply.headers['www-authenticate']?.replace('/api/mcp"', '"'))
    ),
    errors: ['challenge-metadata']
  },
  {
    title: 'a 403 in the place of the 401',
    change: on('POST /api/mcp', (reply) => (reply.status === 401 ? { ...reply, status: 403 } : reply)),
    errors: ['challenge']
  },
  {
    title: 'HTML from /mcp',
    change: on('POST /api/mcp', () => html),
    errors: ['challenge']
  },
  {
    title: 'a HEAD that is not challenged',
    change: on('HEAD /api/mcp', (reply) => ({ ...reply, status: 405 })),
    errors: ['mcp-get']
  },
  ...[
    metadataPath,
    `${metadataPath}/unknown`,
    `/api${metadataPath}`,
    '/.well-known/oauth-authorization-server',
    '/api/.well-known/openid-configuration'
  ].map((path) => ({
    title: `an answer at ${path}`,
    change: on(`GET ${path}`, () => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resource: config.resource, issuer: url })
    })),
    errors: ['well-known']
  })),
  {
    title: 'an error where nothing should be',
    change: on(`GET ${metadataPath}`, () => ({ ...notFound, status: 500 })),
    errors: ['well-known']
  },
  {
    title: 'a challenge of the second address that leads to the metadata of the first',
    change: on('POST /api/oauth/mcp', (reply) =>
      withHeader(
        reply,
        'www-authenticate',
        reply.headers['www-authenticate']?.replace('/api/oauth/mcp"', '/api/mcp"')
      )
    ),
    errors: ['own-challenge']
  },
  {
    title: 'a challenge of the second address for other scopes',
    change: on('POST /api/oauth/mcp', (reply) =>
      withHeader(
        reply,
        'www-authenticate',
        reply.headers['www-authenticate']?.replace(/ [^ ]*tools\.mail\.read/, '')
      )
    ),
    errors: ['own-challenge']
  },
  ...['GET', 'POST'].map((method) => ({
    title: `no second address for ${method}`,
    change: on(`${method} /api/oauth/mcp`, () => notFound),
    errors: ['own-challenge']
  })),
  {
    title: 'no metadata of the second address',
    change: on(`GET ${ownMetadata}`, () => notFound),
    errors: ['own-resource']
  },
  ...[
    { resource: config.resource },
    { authorization_servers: [config.authorizationServer] },
    { authorization_servers: [`${url}/oauth`, config.authorizationServer] },
    { scopes_supported: undefined }
  ].map((members) => ({
    title: `metadata of the second address with ${JSON.stringify(members)}`,
    change: on(`GET ${ownMetadata}`, (reply) => withJson(reply, members)),
    errors: ['own-resource']
  })),
  ...[ownServer, '/api/oauth/.well-known/oauth-authorization-server'].flatMap((path) => [
    { title: `nothing at ${path}`, change: on(`GET ${path}`, () => notFound), errors: ['own-metadata'] },
    {
      title: `another issuer at ${path}`,
      change: on(`GET ${path}`, (reply) => withJson(reply, { issuer: 'https://other.example/api/oauth' })),
      errors: ['own-metadata']
    }
  ]),
  ...[undefined, [], ['plain']].map((methods) => ({
    title: `PKCE methods of our own server: ${JSON.stringify(methods)}`,
    change: onOwnServer((reply) => withJson(reply, { code_challenge_methods_supported: methods })),
    errors: ['own-pkce']
  })),
  ...[
    { token_endpoint: config.tokenEndpoint },
    { authorization_endpoint: 'https://other.example/api/oauth/authorize' },
    { jwks_uri: `${url}/keys` }
  ].map((members) => ({
    title: `our own server with ${Object.keys(members)} elsewhere`,
    change: onOwnServer((reply) => withJson(reply, members)),
    errors: ['own-endpoints']
  })),
  {
    title: 'our own server that says otherwise than Entra whether documents identify clients',
    change: onOwnServer((reply) => {
      const { client_id_metadata_document_supported: offered } = JSON.parse(String(reply.body))
      return withJson(reply, { client_id_metadata_document_supported: !offered })
    }),
    warnings: ['own-cimd']
  },
  {
    title: 'our own server that says otherwise than Entra whether clients need a secret',
    change: onOwnServer((reply) => {
      const methods = JSON.parse(String(reply.body)).token_endpoint_auth_methods_supported as string[]
      return withJson(reply, {
        token_endpoint_auth_methods_supported: methods.includes('none') ? [] : ['none']
      })
    }),
    warnings: ['own-cimd']
  },
  ...Object.entries<(location: URL) => void>({
    'to another host': (location) => {
      location.host = 'other.example'
    },
    'to another tenant': (location) => {
      location.pathname = location.pathname.replace(tenant.id, 'common')
    },
    'with resource': ({ searchParams }) => searchParams.set('resource', config.resource),
    'without the state': ({ searchParams }) => searchParams.delete('state'),
    'for another redirect URI': ({ searchParams }) => searchParams.set('redirect_uri', 'http://localhost/'),
    'for fewer scopes': ({ searchParams }) => searchParams.set('scope', config.scopeUri('access_as_user'))
  }).map(([how, changeLocation]) => ({
    title: `an authorization that goes on ${how}`,
    change: onAuthorize((reply) => {
      const location = URL.parse(reply.headers.location ?? '')
      if (!location) return reply
      changeLocation(location)
      return withHeader(reply, 'location', location.href)
    }),
    errors: ['own-authorize']
  })),
  { title: 'an authorization that ends here', change: onAuthorize(() => html), errors: ['own-authorize'] },
  {
    title: 'an authorization without PKCE that goes on',
    change: onAuthorize((reply, { url = '' }) =>
      url.includes('code_challenge=')
        ? reply
        : { ...reply, status: 302, headers: { location: config.authorizationEndpoint } }
    ),
    errors: ['own-authorize-pkce']
  },
  ...[
    html,
    { ...notFound, status: 503 },
    { ...notFound, status: 400, body: '{"error":"invalid_grant","error_description":"no"}' }
  ].map((answer) => ({
    title: `a token endpoint that answers ${answer.status} by itself: ${answer.body}`,
    change: on('POST /api/oauth/token', () => answer),
    errors: ['own-token']
  })),
  {
    title: 'a forged token that is let in',
    change: (reply, { headers }) => (isForged(headers.authorization) ? { ...reply, status: 200 } : reply),
    errors: ['forged-token']
  },
  {
    title: 'a status that takes any token',
    change: on('GET /api/status', (reply, { headers }) =>
      isForged(headers.authorization)
        ? withJson(reply, { authentication: { state: 'authenticated' } })
        : reply
    ),
    errors: ['forged-status']
  },
  {
    title: 'garbage from /me',
    change: on('GET /api/me', () => ({
      ...html,
      headers: { 'content-type': 'application/json' },
      body: '{"id":'
    })),
    errors: ['me']
  },
  {
    title: 'a server that hangs',
    change: on('GET /api/me', () => 'hang'),
    timeLimit: 2000,
    errors: ['me']
  },
  {
    title: 'a body without end',
    change: on('GET /api/docs', () => ({ ...html, body: 'x'.repeat(3 * 1024 * 1024) })),
    errors: ['docs']
  },
  {
    title: 'JSON of another shape everywhere',
    change: (reply) => ({
      ...reply,
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '[null]'
    }),
    errors: ['status']
  }
]

for (const { title, change: by, errors = [], warnings = [], timeLimit = 10_000 } of rows) {
  t.test(title, async (t) => {
    change(by)
    const findings = await examine({ ...full, timeLimit })
    t.strictSame(those(findings, 'error').sort(), errors.sort(), {
      findings: Object.values(findings).filter(({ state }) => state === 'error')
    })
    t.strictSame(
      those(findings, 'warning').filter((check) => check !== 'preflight'),
      warnings
    )
    t.notMatch(JSON.stringify(findings), token.split('.')[1])
  })
}

t.test('tokens', async (t) => {
  change(() => undefined)
  const now = Math.floor(Date.now() / 1000)
  const graph = '00000003-0000-0000-c000-000000000000'
  const mistakes: Record<string, { claims: Record<string, unknown>; errors: string[] }> = {
    'a Graph token': { claims: { aud: graph }, errors: ['token-kind'] },
    'an ID token': { claims: { azp: undefined, scp: undefined }, errors: ['token-kind'] },
    'another audience': { claims: { aud: tenant.id }, errors: ['token-audience'] },
    'another issuer': {
      claims: { iss: 'https://login.example/v2.0' },
      errors: ['token-issuer']
    },
    'another tenant': { claims: { tid: apiClientId }, errors: ['token-tenant'] },
    'an expired token': { claims: { exp: now - 3600 }, errors: ['token-time'] },
    'a token of tomorrow': { claims: { nbf: now + 3600 }, errors: ['token-time'] },
    'an app-only token': { claims: { scp: undefined, idtyp: 'app' }, errors: ['token-user'] },
    'a scope that only looks like it': {
      claims: { scp: 'access_as_users' },
      errors: ['token-scope']
    }
  }
  for (const [title, { claims, errors }] of Object.entries(mistakes)) {
    await t.test(title, async (t) => {
      const findings = await examine({ ...full, token: await entra.sign(userClaims(config, claims)) })
      t.strictSame(those(findings, 'error').sort(), errors.sort())
    })
  }
  await t.test('a v1 token', async (t) => {
    const findings = await examine({ ...full, token: await entra.sign(userClaimsV1(config)) })
    t.strictSame(those(findings, 'error').sort(), ['token-issuer'])
    t.match(findings['token-issuer'], { fix: 'requestedAccessTokenVersion' })
  })
  await t.test('no token at all', async (t) => {
    const findings = await examine({ ...full, token: 'opaque' })
    t.strictSame(those(findings, 'error').sort(), ['token-kind'])
  })
  await t.test('a token of another client id, where the API tells none', async (t) => {
    const { clientId: _, ...unknown } = full
    const findings = await examine(unknown)
    t.match(findings['token-audience'], { state: 'skipped', note: '--client-id' })
  })
  await t.test('fewer scopes, fewer tools', async (t) => {
    const findings = await examine({ ...full, token: await entra.sign(userClaims(config)) })
    t.strictSame(those(findings, 'error'), [])
    t.match(findings['mcp-tools'], { note: /of \d+ tools; not .*search_people \(tools\.people\.read\)/ })
  })
})

t.test('keys that are none', async (t) => {
  change(() => undefined)
  const remove = entra.faults.add({
    path: /GET .*\/discovery\/v2\.0\/keys/,
    status: 200,
    body: '{"keys":[{"kty":"EC"}]}'
  })
  t.teardown(remove)
  const findings = await examine({ url })
  t.strictSame(those(findings, 'error'), ['keys'])
})

t.test('a list of tools that are none', async (t) => {
  change(on('GET /api/tools', (reply) => withJson(reply, { tools: [null, 'x', {}] })))
  t.strictSame(those(await examine(full), 'error'), [])
})

t.test('an address that does not answer is one error, and nothing else is run', async (t) => {
  change(() => 'hang')
  const findings = await examine({ ...full, timeLimit: 200 })
  t.strictSame(those(findings, 'error'), ['answer'])
  t.match(findings.answer, { found: 'within 0.2 s' })
  t.equal(those(findings, 'not-run').length, Object.keys(findings).length - 1)
})

function on(line: string, by: Change): Change {
  return (reply, incoming) => (`${incoming.method} ${incoming.url}` === line ? by(reply, incoming) : reply)
}

function onMetadata(by: Change): Change {
  return (reply, incoming) => (incoming.url === `${metadataPath}/api/mcp` ? by(reply, incoming) : reply)
}

function onOwnServer(by: Change): Change {
  return (reply, incoming) =>
    incoming.url?.includes('/.well-known/oauth-authorization-server') && reply.status === 200
      ? by(reply, incoming)
      : reply
}

function onAuthorize(by: Change): Change {
  return (reply, incoming) => (incoming.url?.startsWith('/api/oauth/authorize') ? by(reply, incoming) : reply)
}

function withHeader(reply: Reply, name: string, value: string | undefined): Reply {
  const { [name]: _, ...headers } = reply.headers
  return { ...reply, headers: value === undefined ? headers : { ...headers, [name]: value } }
}

function withJson(reply: Reply, members: object): Reply {
  return { ...reply, body: JSON.stringify({ ...JSON.parse(String(reply.body)), ...members }) }
}

function isForged(authorization: string | undefined): boolean {
  return authorization !== undefined && authorization !== `Bearer ${token}`
}
