import t, { type Test } from 'tap'
import { accounts } from '../../../../deploy/local/tenant.ts'
import { bearer } from '../../../answer.ts'
import { startChain } from '../../../chain.ts'
import { noBrowser, openBrowser } from '../../../docs-page.ts'
import { tokenEndpoint } from '../../../token-endpoint.ts'
import { toolCall } from '../../../tool-call.ts'
import { userClaims } from '../../../user-claims.ts'

const pictures = process.env.SCREENSHOTS

const options = { skip: noBrowser, timeout: 60_000 }
t.test('the page shows the four hops and unfolds to show the policies that ran', options, async (t) => {
  const chain = await startChain(t)
  const [good, bad] = [await chain.token(), await chain.token({ user: 'mfa' })]
  await chain.call('/me', bearer(bad))
  await chain.call('/me', bearer(good))
  await chain.call('/tools/get_my_profile', toolCall(good))
  await chain.call(
    '/me',
    bearer(await chain.entra.sign(userClaims(chain.config, { oid: accounts.throttled.oid })))
  )
  const last = await chain.token()
  chain.entra.faults.add({ path: tokenEndpoint, latencyMs: 300 })
  await chain.call('/me', bearer(last))

  const page = await (await openBrowser(t)).newPage()
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.goto(new URL('/_trace', chain.url).href)
  const newest = page.locator('.call').first()
  for (const hop of ['Client', 'Gateway', 'Service', 'Graph', 'Entra ID']) {
    t.ok(await newest.locator('.flow').getByText(hop, { exact: true }).isVisible(), hop)
  }
  await look(t, 'trace')
  const sent = newest.locator('.policy').filter({ hasText: 'send-request' })
  t.ok(await sent.isVisible(), 'the slowest step is open')
  const fragment = newest.locator('.steps details').filter({ hasText: 'trusted-headers' }).first()
  t.notOk(await fragment.locator('.place').first().isVisible())
  await fragment.locator('summary').first().click()
  t.match(await fragment.locator('.place').first().innerText(), /api\.xml:\d+/)
  await page.evaluate(
    'document.querySelectorAll(".call:first-child details").forEach((each) => { each.open = true })'
  )
  await look(t, 'trace-open')
  await page.setViewportSize({ width: 420, height: 900 })
  await page.reload()
  await look(t, 'trace-narrow')
  t.same(complaints, [])

  async function look(t: Test, name: string) {
    const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    t.notOk(wide, 'the page has no horizontal scroll bar')
    if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })
  }
})
