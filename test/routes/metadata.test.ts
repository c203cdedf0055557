import t from 'tap'
import { tools } from '../../app/tools/index.ts'
import { allScopesOf } from '../../app/tools/tool.ts'
import { tenant } from '../../deploy/local/tenant.ts'
import { startChain } from '../chain.ts'

t.test(
  'the metadata of the protected resource is at the root and with the path of the resource',
  async (t) => {
    const { call, config, entra } = await startChain(t, {
      gateway: false,
      environment: { APIM_GATEWAY_URL: 'https://contoso.azure-api.net/api' }
    })
    for (const path of [
      '/.well-known/oauth-protected-resource',
      '/.well-known/oauth-protected-resource/api/mcp'
    ]) {
      const { status, json, headers } = await call(path)
      t.equal(status, 200)
      t.match(headers.get('content-type'), /^application\/json/)
      t.match(headers.get('cache-control'), /max-age=\d+/)
      t.strictSame(json, {
        resource: 'https://contoso.azure-api.net/api/mcp',
        authorization_servers: [`${entra.url}/${tenant.id}/v2.0`],
        scopes_supported: allScopesOf(tools).map(config.scopeUri),
        bearer_methods_supported: ['header']
      })
    }
    t.equal(
      config.metadataUrl,
      'https://contoso.azure-api.net/.well-known/oauth-protected-resource/api/mcp',
      'RFC 9728 §3.1: the path of the resource comes after the well-known part'
    )
  }
)

t.test('the challenge leads to the metadata, which names the authorization server', async (t) => {
  const { call, config } = await startChain(t, { gateway: false })
  const { headers } = await call('/me')
  const [, url = ''] = /resource_metadata="([^"]+)"/.exec(headers.get('www-authenticate') ?? '') ?? []
  const metadata = (await (await fetch(url)).json()) as { resource: string; authorization_servers: string[] }
  t.equal(metadata.resource, config.resource)
  t.match(url.replace('/.well-known/oauth-protected-resource', ''), metadata.resource)

  const [server] = metadata.authorization_servers
  const openId = await fetch(`${server}/.well-known/openid-configuration`)
  t.match(await openId.json(), { issuer: server, token_endpoint: config.tokenEndpoint })
})
