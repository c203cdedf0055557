import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import t from 'tap'
import { build } from '../build.ts'

const executablePath = '/usr/bin/chromium'
/** A folder for screenshots, for people who want to look. */
const pictures = process.env.SCREENSHOTS
const skip = existsSync(executablePath) ? false : `needs ${executablePath}: apt-get install chromium`

t.test('the page, its files and the document are served with a strict content security policy', async (t) => {
  const { call, config } = await build(t)
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

t.test('a person signs in on the page and sees their own profile', { skip, timeout: 60_000 }, async (t) => {
  const { url } = await build(t)
  const profile = await mkdtemp(join(tmpdir(), 'docs-'))
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
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
})
