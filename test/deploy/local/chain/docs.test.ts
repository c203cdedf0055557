import t from 'tap'
import { startChain } from '../../../chain.ts'
import { noBrowser, readProfileOnDocs } from '../../../docs-page.ts'
import { arrivals } from './arrivals.ts'

const chain = await startChain(t)
const { call, entra, url, serviceUrl } = chain
const { origin } = new URL(url)

t.test('the gateway passes the page and its files on unchanged', async (t) => {
  const page = await call('/docs')
  t.equal(page.status, 200)
  t.match(page.headers.get('content-type'), 'text/html')
  t.match(page.headers.get('content-security-policy'), `connect-src 'self' ${entra.url}`)
  t.equal(page.headers.get('x-content-type-options'), 'nosniff')
  t.equal((await call('/docs/')).status, 200)
  const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file)
  t.ok(files.length > 4)
  for (const file of files) {
    t.match(file, /^\/api\/docs\/static\//)
    const { status, headers } = await fetch(origin + file)
    t.equal(status, 200, file)
    t.match(headers.get('content-type'), /javascript|css|png/)
  }
  for (const path of ['/docs', '/docs/json', '/openapi.json']) {
    const { text } = await call(path)
    t.notMatch(text, serviceUrl, 'the address of the service is not shown')
  }
})

t.test('the OpenAPI document is the one that the gateway imported, with its public address', async (t) => {
  const [document, shown] = [await call('/openapi.json'), await call('/docs/json')]
  t.match(document.json, { openapi: '3.0.3', servers: [{ url }] })
  t.same(shown.json, document.json)
})

t.test('any other path of the documentation is not found', async (t) => {
  for (const path of ['/docs/static/..%2f..%2fpackage.json', '/docs/static/nothing.js', '/docs/nothing.js']) {
    t.match(await call(path), { status: 404, json: { code: 'not_found' } })
  }
})

const options = { skip: noBrowser, timeout: 60_000 }
t.test(
  'a person signs in on the page and sees their profile, for which the gateway exchanged the token',
  options,
  async (t) => {
    const atEntra = arrivals(t, entra.url)
    await readProfileOnDocs(t, url)
    const authorize = atEntra.find(({ path }) => path.includes('/authorize?'))
    const query = new URL(authorize?.path ?? '', entra.url).searchParams
    t.equal(query.get('redirect_uri'), `${url}/docs/static/oauth2-redirect.html`)
    const me = chain.gateway?.calls().findLast(({ operation }) => operation === 'get-me')
    t.equal(me?.status, 200)
  }
)
