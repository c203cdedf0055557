import t from 'tap'
import { tools } from '../../app/tools/index.ts'
import { allScopesOf } from '../../app/tools/tool.ts'
import { tenant } from '../../deploy/local/tenant.ts'
import { startChain } from '../chain.ts'

const publicUrl = 'https://contoso.azure-api.net/api'
const { call, config, entra } = await startChain(t, {
  gateway: false,
  environment: { APIM_GATEWAY_URL: publicUrl }
})

for (const [path, resource, server] of [
  ['/.well-known/oauth-protected-resource/api/mcp', `${publicUrl}/mcp`, `${entra.url}/${tenant.id}/v2.0`],
  ['/.well-known/oauth-protected-resource/api/oauth/mcp', `${publicUrl}/oauth/mcp`, `${publicUrl}/oauth`]
] as const) {
  t.test(`the metadata at ${path} describes the address that was asked for`, async (t) => {
    const { status, json, headers } = await call(path)
    t.equal(status, 200)
    t.match(headers.get('content-type'), /^application\/json/)
    t.match(headers.get('cache-control'), /max-age=\d+/)
    t.equal(headers.get('access-control-allow-origin'), '*')
    t.strictSame(json, {
      resource,
      authorization_servers: [server],
      scopes_supported: allScopesOf(tools).map(config.scopeUri),
      bearer_methods_supported: ['header']
    })
  })
}

t.test('the path of a resource comes after the well-known part (RFC 9728 §3.1)', async (t) => {
  const wellKnown = 'https://contoso.azure-api.net/.well-known/oauth-protected-resource/api'
  t.equal(config.metadataUrl, `${wellKnown}/mcp`)
  t.equal(config.oauth.resourceMetadataUrl, `${wellKnown}/oauth/mcp`)
})

for (const path of [
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-protected-resource/',
  '/.well-known/oauth-protected-resource/mcp',
  '/.well-known/oauth-protected-resource/api',
  '/.well-known/oauth-protected-resource/api/oauth',
  '/.well-known/oauth-authorization-server',
  '/.well-known/oauth-authorization-server/api',
  '/.well-known/oauth-authorization-server/api/mcp',
  '/.well-known/openid-configuration',
  '/.well-known/openid-configuration/api/oauth',
  '/mcp/.well-known/oauth-protected-resource',
  '/oauth/.well-known/oauth-protected-resource',
  '/.well-known/anything'
])
  t.test(`${path} describes nothing, and is not found`, async (t) => {
    for (const method of ['GET', 'POST'])
      t.match(await call(path, { method }), { status: 404, json: { code: 'not_found' } }, method)
  })

for (const address of ['/mcp', '/oauth/mcp']) {
  t.test(`the challenges of ${address} lead to its own metadata, by any method`, async (t) => {
    const { call, config } = await startChain(t, { gateway: false })
    const resource = config.publicUrl + address
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) {
      for (const headers of [{}, { authorization: 'Bearer x' }]) {
        const answer = await call(address, { method, headers })
        t.equal(answer.status, 401)
        const [, url = ''] =
          /resource_metadata="([^"]+)"/.exec(answer.headers.get('www-authenticate') ?? '') ?? []
        const metadata = (await (await fetch(url)).json()) as {
          resource: string
          authorization_servers: string[]
        }
        t.equal(metadata.resource, resource)
      }
    }
  })
}

t.test('the metadata of /mcp names Entra, where clients find the sign-in', async (t) => {
  const { call, config } = await startChain(t, { gateway: false })
  const { json } = await call(config.metadataPath)
  const [server] = json.authorization_servers as string[]
  const openId = await fetch(`${server}/.well-known/openid-configuration`)
  t.match(await openId.json(), { issuer: server, token_endpoint: config.tokenEndpoint })
})
