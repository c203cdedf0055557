import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import type { Test } from 'tap'

const executablePath = '/usr/bin/chromium'
/** A folder for screenshots, for people who want to look. */
const pictures = process.env.SCREENSHOTS

/** Why tests in a browser are skipped, or false. */
export const noBrowser = existsSync(executablePath)
  ? false
  : `needs ${executablePath}: apt-get install chromium`

export async function openBrowser(t: Test, { javaScriptEnabled = true } = {}): Promise<BrowserContext> {
  const profile = await mkdtemp(join(tmpdir(), 'docs-'))
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    javaScriptEnabled,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync'
    ]
  })
  t.teardown(async () => {
    await browser.close()
    await rm(profile, { recursive: true, force: true })
  })
  return browser
}

/** Signs in as Nancy Davis on the documentation page of the API at `url`, and reads her profile there. */
export async function readProfileOnDocs(t: Test, url: string): Promise<void> {
  const browser = await openBrowser(t)
  const complaints: string[] = []
  const page = await browser.newPage()
  page.setDefaultTimeout(10_000)
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(`${url}/docs`)

  await page.getByRole('button', { name: 'Authorize' }).first().click()
  const popup = browser.waitForEvent('page')
  await page.locator('.auth-btn-wrapper .authorize').click()
  const signIn = await popup
  if (pictures) await signIn.screenshot({ path: `${pictures}/sign-in.png` })
  await signIn.locator('input[name=username]').fill('user')
  await signIn.keyboard.press('Enter')
  await signIn.waitForEvent('close')
  await page.locator('.auth-btn-wrapper .btn-done').click()

  await page.locator('#operations-graph-get-me').getByRole('button').first().click()
  await page.locator('#operations-graph-get-me').getByRole('button', { name: 'Execute' }).click()
  const answer = page.locator('#operations-graph-get-me .live-responses-table .highlight-code').first()
  await answer.getByText('Nancy Davis').waitFor()
  t.match(await answer.textContent(), /"displayName": "Nancy Davis"/)
  if (pictures) await page.screenshot({ path: `${pictures}/docs.png`, fullPage: true })
  t.same(complaints, [], 'the browser complains of nothing')
}
