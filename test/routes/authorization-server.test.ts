import t from 'tap'
import { bearer } from '../answer.ts'
import { startChain } from '../chain.ts'

const path = '/.well-known/openid-configuration'

t.test('unless it is asked for, there is no authorization server but Entra', async (t) => {
  const { call, config } = await startChain(t, { gateway: false })
  t.match(await call(path), { status: 404, json: { code: 'not_found' } })
  const { json } = await call(config.metadataPath)
  t.strictSame(json.authorization_servers, [config.authorizationServer])
})

t.test('the façade is Entra by another name, with PKCE and without offline_access', async (t) => {
  const chain = await startChain(t, { environment: { MCP_METADATA_FACADE: 'true' } })
  const { url, config } = chain
  const resource = (await (await fetch(config.metadataUrl)).json()) as { authorization_servers: string[] }
  t.strictSame(resource.authorization_servers, [url])

  const { status, json } = await chain.call(path)
  t.equal(status, 200)
  const entra = (await (await fetch(config.authorizationServer + path)).json()) as Record<string, unknown>
  t.equal(json.issuer, url)
  for (const field of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'])
    t.equal(json[field], entra[field], field)
  t.strictSame(json.code_challenge_methods_supported, ['S256'])
  t.ok((entra.scopes_supported as string[]).includes('offline_access'))
  t.notMatch(JSON.stringify(json), /offline_access|refresh_token/)

  t.equal((await chain.call('/me', bearer(await chain.token()))).status, 200)
})
