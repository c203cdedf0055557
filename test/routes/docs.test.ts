import t from 'tap'
import { startChain } from '../chain.ts'
import { noBrowser, readProfileOnDocs } from '../docs-page.ts'

t.test('the page, its files and the document are served with a strict content security policy', async (t) => {
  const { call, config } = await startChain(t, { gateway: false })
  const page = await call('/docs')
  t.equal(page.status, 200)
  const policy = page.headers.get('content-security-policy') ?? ''
  t.match(policy, `connect-src 'self' ${new URL(config.authority).origin}`)
  t.notMatch(policy, /script-src[^;]*unsafe|default-src[^;]*unsafe/)
  for (const [, file] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
    t.equal((await call(file as string)).status, 200, `${file} is there`)
  }
  const [document, shown] = [await call('/openapi.json'), await call('/docs/json')]
  t.equal(document.json.openapi, '3.0.3')
  t.same(document.json, shown.json)
  t.equal((await call('/docs/static/nothing.js')).json.code, 'not_found')
})

const options = { skip: noBrowser, timeout: 60_000 }
t.test('a person signs in on the page and sees their own profile', options, async (t) => {
  const { url } = await startChain(t, { gateway: false })
  await readProfileOnDocs(t, url)
})
