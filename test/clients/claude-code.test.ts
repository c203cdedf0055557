import t from 'tap'
import { drive } from './drive.ts'
import { startModel } from './model.ts'
import { openShell } from './shell.ts'

drive(t, 'Claude Code', async (t, { blocks: [add = '', login = ''] }) => {
  const model = await startModel(t)
  const shell = await openShell(t, {
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'none',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    // The model gets all tools at once.
    ENABLE_TOOL_SEARCH: 'false'
  })
  const call = (tool: string) => shell.run(`claude --print "Call the tool ${tool}" --allowedTools mcp__graph`)
  return {
    async signIn() {
      await shell.run(add)
      return shell.open(login).ended()
    },
    list: async () => model.offered().join(),
    call
  }
})
