import t from 'tap'
import { startChain } from '../chain.ts'

const { call } = await startChain(t, {
  gateway: false,
  environment: { CORS_ORIGINS: 'https://contoso.com, http://localhost:5173' }
})
const ask = (origin: string) => ({
  origin,
  'access-control-request-method': 'GET',
  'access-control-request-headers': 'authorization,mcp-protocol-version,mcp-param-region'
})

for (const origin of ['https://contoso.com', 'http://localhost:5173']) {
  t.test(`a browser at ${origin} may call with a token`, async (t) => {
    for (const path of ['/me', '/hello', '/tools/hello', '/mcp']) {
      const { status, headers } = await call(path, { method: 'OPTIONS', headers: ask(origin) })
      t.equal(status, 204)
      t.equal(headers.get('access-control-allow-origin'), origin)
      t.strictSame(list(headers.get('access-control-allow-methods')), ['get', 'head', 'post', 'delete'])
      const names = list(headers.get('access-control-allow-headers'))
      t.strictSame(names, ['authorization', 'mcp-protocol-version', 'mcp-param-region'])
      t.equal(headers.get('access-control-max-age'), '3600')
      t.notOk(headers.has('access-control-allow-credentials'), 'no cookie plays a part')
    }
  })

  t.test(`a browser at ${origin} reads answers and refusals, with the headers that it needs`, async (t) => {
    for (const [path, status] of Object.entries({
      '/hello': 200,
      '/me': 401,
      '/hello?age=1': 400,
      '/no': 404
    })) {
      const { headers, ...answer } = await call(path, { headers: { origin } })
      t.equal(answer.status, status)
      t.equal(headers.get('access-control-allow-origin'), origin)
      t.ok(list(headers.get('vary')).includes('origin'))
      const exposed = list(headers.get('access-control-expose-headers'))
      for (const name of ['www-authenticate', 'retry-after', 'etag']) t.ok(exposed.includes(name), name)
    }
  })
}

for (const origin of [
  'https://example.com',
  'https://contoso.com.example.com',
  'https://contoso.com:8443',
  'http://contoso.com',
  'null'
]) {
  t.test(`a browser at ${origin} reads nothing`, async (t) => {
    const preflight = await call('/me', { method: 'OPTIONS', headers: ask(origin) })
    t.notOk(preflight.headers.has('access-control-allow-origin'))
    const { headers } = await call('/hello', { headers: { origin } })
    t.notOk(headers.has('access-control-allow-origin'))
    t.ok(list(headers.get('vary')).includes('origin'), 'and a cache keeps the two apart')
  })
}

t.test('without CORS_ORIGINS no browser elsewhere reads anything', async (t) => {
  const { call } = await startChain(t, { gateway: false })
  const origin = 'https://contoso.com'
  for (const answer of [
    await call('/me', { method: 'OPTIONS', headers: ask(origin) }),
    await call('/hello', { headers: { origin } })
  ]) {
    t.notOk([...answer.headers.keys()].some((name) => name.startsWith('access-control-')))
  }
})

function list(header: string | null): string[] {
  return (header ?? '').toLowerCase().split(/,\s*/)
}
