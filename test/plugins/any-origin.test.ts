import t from 'tap'
import { startChain } from '../chain.ts'

const ask = (method: string, origin: string) => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': 'content-type,authorization'
  }
})

for (const CORS_ORIGINS of ['', 'https://one.example']) {
  t.test(`pages of any origin may sign in: CORS_ORIGINS=${CORS_ORIGINS}`, async (t) => {
    const { call, config } = await startChain(t, { gateway: false, environment: { CORS_ORIGINS } })
    for (const [path, method] of [
      ['/oauth/token', 'POST'],
      ['/oauth/.well-known/oauth-authorization-server', 'GET'],
      [config.oauth.metadataPath, 'GET'],
      [config.metadataPath, 'GET'],
      [config.oauth.resourceMetadataPath, 'GET']
    ] as const)
      for (const origin of ['https://any.example', 'https://one.example']) {
        const preflight = await call(path, ask(method, origin))
        t.equal(preflight.status, 204)
        t.equal(preflight.headers.get('access-control-allow-origin'), '*', path)
        t.equal(preflight.headers.get('access-control-allow-methods'), method)
        t.match(preflight.headers.get('access-control-allow-headers'), /Authorization, Content-Type/)
        const answer = await call(path, { method, headers: { origin } })
        t.equal(answer.headers.get('access-control-allow-origin'), '*')
        t.notOk(answer.headers.has('access-control-allow-credentials'))
      }
    for (const path of ['/mcp', '/oauth/mcp', '/me'])
      t.notOk(
        (await call(path, ask('POST', 'https://any.example'))).headers.has('access-control-allow-origin')
      )
  })
}

t.test('behind the gateway browsers meet the CORS of the gateway alone', async (t) => {
  const { serviceUrl, config } = await startChain(t, { environment: { GATEWAY_PRINCIPAL_ID: 'any' } })
  const { headers } = await fetch(serviceUrl + config.metadataPath, {
    headers: { origin: 'https://any.example' }
  })
  t.notOk(headers.has('access-control-allow-origin'))
})
