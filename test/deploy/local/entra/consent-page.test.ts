import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { apiClientId } from '../../../../deploy/local/tenant.ts'
import { noBrowser, openBrowser } from '../../../docs-page.ts'
import { clientDocument, documentUrl, send, serveDocuments } from '../client-document.ts'
import { localEntra, userScope } from '../local-entra.ts'

const measure = readFileSync(new URL('../measure-page.js', import.meta.url), 'utf8')
const pictures = process.env.SCREENSHOTS
const options = { skip: noBrowser, timeout: 60_000 }
const longName = `Assistant ${'of everything '.repeat(20)}${'x'.repeat(200)}`

t.test(
  'a person decides with the keyboard alone, and where they came from is on the page',
  options,
  async (t) => {
    const { page, entra, base } = await start(t)
    await page.goto(authorizeUrl(base))
    await page.locator('#username').focus()
    await page.keyboard.type('user')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Permissions requested' }).waitFor()
    t.ok(await page.getByText('Example Agent').isVisible())
    t.ok(await page.getByText('agent.example · unverified').isVisible())
    t.same(await page.getByRole('listitem').allInnerTexts(), [
      'Use Graph as you',
      'Keep this access while you are away'
    ])
    await look(t, page, 'consent')

    const arrived = page.waitForRequest((request) =>
      request.url().startsWith('http://localhost:61234/callback')
    )
    await page.keyboard.press('Tab')
    t.equal(await focused(page), 'Cancel', 'the first stop changes nothing')
    await page.keyboard.press('Tab')
    t.equal(await focused(page), 'Accept')
    await page.keyboard.press('Enter')
    t.ok(new URL((await arrived).url()).searchParams.has('code'))
    t.ok(entra.requests.length > 0)
  }
)

t.test('an administrator follows the address of the API, and reads what happened', options, async (t) => {
  const { page, base } = await start(t)
  await page.goto(`${base}/adminconsent?client_id=${apiClientId}`)
  await page.getByRole('button', { name: /Amina Okoye/ }).focus()
  await look(t, page, 'admin-sign-in')
  await page.keyboard.press('Enter')
  await page.getByText('Accept for your organization').waitFor()
  await look(t, page, 'admin-consent')
  await page.getByRole('button', { name: 'Accept' }).click()
  await page.getByRole('heading', { name: 'Permissions granted' }).waitFor()
  await look(t, page, 'admin-consented')
  await page.goto(`${base}/adminconsent?client_id=${apiClientId}`)
  await page.getByRole('button', { name: /Nancy Davis/ }).click()
  await page.getByRole('heading', { name: 'Need admin approval' }).waitFor()
  await look(t, page, 'admin-needed')
})

t.test('the name of a client cannot break the page', options, async (t) => {
  const { page, base } = await start(t, { ...clientDocument, client_name: longName })
  await page.goto(authorizeUrl(base))
  await page.getByRole('button', { name: /Nancy Davis/ }).click()
  await page.getByRole('heading', { name: 'Permissions requested' }).waitFor()
  await look(t, page, 'consent-long-name')
  t.ok(await page.getByRole('button', { name: 'Accept' }).isVisible())
})

/** A page in a browser that runs no script. */
async function start(t: Test, document: object = clientDocument) {
  const { entra, base } = await localEntra(t, { scopeTitles: { access_as_user: 'Use Graph as you' } })
  await serveDocuments(t, entra, send(document))
  const context = await openBrowser(t, { javaScriptEnabled: false })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  return { page, entra, base }
}

interface Measured {
  scrollWidth: number
  contrast: number
}

/** The page fits a desk and a telephone, in both colour schemes, with text that can be read. */
async function look(t: Test, page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 })
      const { scrollWidth, contrast } = await page.evaluate<Measured>(measure)
      t.ok(scrollWidth <= width, `${name} fits ${width} pixels`)
      t.ok(contrast >= 4.5, `${name} is readable in ${colorScheme}: ${contrast.toFixed(1)}`)
      if (pictures)
        await page.screenshot({ path: `${pictures}/${name}-${colorScheme}-${width}.png`, fullPage: true })
    }
  }
}

function focused(page: Page): Promise<string | null> {
  return page.locator(':focus').textContent()
}

function authorizeUrl(base: string): string {
  const query = {
    client_id: documentUrl,
    response_type: 'code',
    redirect_uri: 'http://localhost:61234/callback',
    scope: `${userScope} offline_access`,
    code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'),
    code_challenge_method: 'S256'
  }
  return `${base}/oauth2/v2.0/authorize?${new URLSearchParams(query)}`
}
