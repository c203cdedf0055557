import t from 'tap'
import { drive } from './drive.ts'
import { startModel } from './model.ts'
import { openShell } from './shell.ts'

drive(t, 'GitHub Copilot CLI', async (t, { blocks: [config = '', copilot = ''] }) => {
  const model = await startModel(t)
  const shell = await openShell(t, {
    COPILOT_PROVIDER_BASE_URL: model.url,
    COPILOT_PROVIDER_TYPE: 'anthropic',
    COPILOT_PROVIDER_API_KEY: 'none',
    COPILOT_MODEL: 'local',
    COPILOT_OFFLINE: 'true'
  })
  await shell.write('.copilot/mcp-config.json', config)
  const start = (tool: string) =>
    shell.open(`${copilot.trim()} --allow-all-tools --interactive "Call the tool ${tool}"`)
  return {
    async signIn() {
      const said = model.says()
      const program = start('get_status')
      await program.until(/Do you trust/)
      program.type('2\r')
      await said
      return program.stop()
    },
    list: async () => model.offered().join(),
    async call(tool) {
      const said = model.says()
      const program = start(tool)
      const answer = await said
      await program.stop()
      return answer
    }
  }
})
