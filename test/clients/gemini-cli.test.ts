import t from 'tap'
import { drive } from './drive.ts'
import { startModel } from './model.ts'
import { openShell } from './shell.ts'

drive(t, 'Gemini CLI', async (t, { door, blocks: [settings = '', signIn = ''] }) => {
  const model = await startModel(t)
  const shell = await openShell(t, {
    GOOGLE_GEMINI_BASE_URL: model.url,
    GEMINI_API_KEY: 'none',
    GEMINI_MODEL: 'gemini-2.5-flash',
    GEMINI_CLI_TRUST_WORKSPACE: 'true'
  })
  const { mcpServers } = JSON.parse(settings)
  const { authorizationUrl, tokenUrl, ...discovered } = mcpServers.graph.oauth
  // Both endpoints are those of `/oauth`.
  if (door === '/mcp') mcpServers.graph.oauth = discovered
  const security = { auth: { selectedType: 'gemini-api-key' } }
  await shell.write('.gemini/settings.json', JSON.stringify({ mcpServers, security }))
  const call = (tool: string) => shell.run(`gemini --yolo --prompt "Call the tool ${tool}"`)
  return {
    async signIn() {
      const gemini = shell.open(`gemini --prompt "${signIn.trim()}"`)
      await gemini.until(/Do you want to continue/)
      gemini.type('y\r')
      return gemini.until(/Successfully authenticated|MISSING/)
    },
    list: async () => model.offered().join(),
    call
  }
})
