import t from 'tap'
import { drive } from './drive.ts'
import { startModel } from './model.ts'
import { blocksOf } from './page.ts'
import { openShell } from './shell.ts'

drive(t, 'Gemini CLI', async (t, chain) => {
  const [settings = '', signIn = ''] = blocksOf('gemini-cli', chain.url)
  const model = await startModel(t)
  const shell = await openShell(t, {
    GOOGLE_GEMINI_BASE_URL: model.url,
    GEMINI_API_KEY: 'none',
    GEMINI_MODEL: 'gemini-2.5-flash',
    GEMINI_CLI_TRUST_WORKSPACE: 'true'
  })
  const account = { security: { auth: { selectedType: 'gemini-api-key' } } }
  await shell.write('.gemini/settings.json', JSON.stringify({ ...JSON.parse(settings), ...account }))
  const call = (tool: string) => shell.run(`gemini --yolo --prompt "Call the tool ${tool}"`)
  return {
    async signIn() {
      const gemini = shell.open(`gemini --prompt "${signIn.trim()}"`)
      await gemini.until(/Do you want to continue/)
      gemini.type('y\r')
      return gemini.until(/Successfully authenticated/)
    },
    list: async () => model.offered().join(),
    call
  }
})
