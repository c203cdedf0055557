import t from 'tap'
import { startChain } from '../chain.ts'

const metadata = /openid-configuration/
const server = '/oauth/.well-known/oauth-authorization-server'
const reads = ({ entra }: Awaited<ReturnType<typeof startChain>>) =>
  entra.requests.filter(({ path }) => metadata.test(path)).length

t.test('Entra says of itself what is passed on, and is asked once', async (t) => {
  const chain = await startChain(t, { gateway: false })
  const { call, config, entra } = chain
  t.equal(reads(chain), 0, 'nobody is asked before somebody wants to know')
  const answer = await fetch(`${config.authorizationServer}/.well-known/openid-configuration`)
  const own = (await answer.json()) as Record<string, unknown>
  const said = {
    ...own,
    token_endpoint_auth_methods_supported: [
      'none',
      'client_secret_post',
      'private_key_jwt',
      'self_signed_tls_client_auth'
    ]
  }
  entra.faults.add({
    path: metadata,
    body: JSON.stringify({ ...said, client_id_metadata_document_supported: true })
  })
  const before = reads(chain)
  const answers = await Promise.all([call(server), call(server), call(config.oauth.metadataPath)])
  for (const { status, json, headers } of answers) {
    t.equal(status, 200)
    t.match(json, {
      issuer: `${config.publicUrl}/oauth`,
      authorization_endpoint: `${config.publicUrl}/oauth/authorize`,
      token_endpoint: `${config.publicUrl}/oauth/token`,
      jwks_uri: config.jwksUri,
      code_challenge_methods_supported: ['S256'],
      client_id_metadata_document_supported: true
    })
    t.strictSame(json.token_endpoint_auth_methods_supported, ['none', 'client_secret_post'])
    t.equal(headers.get('access-control-allow-origin'), '*')
    t.match(headers.get('cache-control'), /max-age=\d+/)
  }
  await call(server)
  t.equal(reads(chain) - before, 1)
})

t.test('nothing is made up where Entra says nothing', async (t) => {
  const { call, config, entra } = await startChain(t, { gateway: false })
  entra.faults.add({ path: metadata, body: JSON.stringify({ issuer: config.authorizationServer }) })
  const { json } = await call(server)
  t.notOk('client_id_metadata_document_supported' in json)
  t.notOk('token_endpoint_auth_methods_supported' in json)
})

for (const [name, body] of [
  ['a page', '<html>'],
  ['another issuer', '{"issuer":"https://evil.example/v2.0"}'],
  ['a list', '[]'],
  ['methods that are no list', '{"issuer":"x","token_endpoint_auth_methods_supported":"none"}']
] as const)
  t.test(`${name} is no answer of Entra, and Entra is asked again`, async (t) => {
    const { call, entra } = await startChain(t, { gateway: false })
    const mend = entra.faults.add({ path: metadata, body })
    const { status, json, headers } = await call(server)
    t.match([status, json], [503, { code: 'identity_unavailable' }])
    t.ok(headers.get('retry-after'))
    mend()
    t.equal((await call(server)).status, 200)
  })

t.test('the last good copy serves while Entra is down, and is renewed after an hour', async (t) => {
  const chain = await startChain(t, { gateway: false })
  const { call, entra } = chain
  t.equal((await call(server)).status, 200)
  const now = Date.now
  t.intercept(Date, 'now', { value: () => now() + 3_700_000 })
  const mend = entra.faults.add({ path: metadata, status: 500, body: '' })
  const before = reads(chain)
  for (let calls = 0; calls < 3; calls++) t.equal((await call(server)).status, 200)
  while (!chain.log().some(({ msg }) => msg === 'OpenID configuration not renewed'))
    await new Promise((done) => setTimeout(done, 20))
  t.equal(reads(chain) - before, 1, 'a failure is not repeated with each call')
  mend()
})
