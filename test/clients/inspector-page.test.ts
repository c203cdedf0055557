import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { freePort } from '../../deploy/local/free-port.ts'
import { noBrowser, openBrowser } from '../docs-page.ts'
import { drive } from './drive.ts'
import { openShell } from './shell.ts'

if (noBrowser) t.plan(0, noBrowser)
else
  drive(t, "MCP inspector's page", async (t, { chain, blocks: [, config = ''] }) => {
    const shell = await openShell(t, {
      CLIENT_PORT: String(await freePort()),
      MCP_AUTO_OPEN_ENABLED: 'false',
      MCP_INSPECTOR_SECRET_STORE: 'memory'
    })
    await shell.write('.mcp-inspector/mcp.json', config)
    const inspector = shell.open('mcp-inspector')
    const [address = ''] =
      /http:\/\/127\S+=[0-9a-f]{64}/.exec(await inspector.until(/API_TOKEN=[0-9a-f]{64}/)) ?? []
    const page = await (await openBrowser(t)).newPage()
    page.setDefaultTimeout(120_000)
    const tools = page.getByText('Tools', { exact: true }).first()

    return {
      async signIn() {
        await page.goto(address)
        await page.getByLabel('Connect or disconnect "graph"').click({ force: true })
        await page.locator('input[name=username]').fill('user')
        await page.keyboard.press('Enter')
        const consent = page.locator('[name=consent][value=yes]').first()
        await consent.or(tools).first().waitFor()
        if (await consent.isVisible()) await consent.click()
        await tools.click()
        return ''
      },
      async list() {
        await page.getByText('search_my_files', { exact: true }).waitFor()
        return page.locator('body').innerText()
      },
      async call(tool) {
        await page.getByText(tool, { exact: true }).first().click()
        // The page may still show the answer of the call before, so Graph tells whether this one came through.
        const asked = chain.graph.requests.length
        await page.getByRole('button', { name: 'Execute Tool' }).click()
        for (let waits = 0; chain.graph.requests.length === asked; waits += 1) {
          if (waits === 600) throw new Error('The call did not reach Graph.')
          await delay(200)
        }
        await page
          .getByText(/Nancy Davis|Roadmap review/)
          .first()
          .waitFor()
        return page.locator('body').innerText()
      }
    }
  })
