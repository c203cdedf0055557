import t from 'tap'
import { drive } from './drive.ts'
import { startModel } from './model.ts'
import { openShell } from './shell.ts'

drive(t, 'Codex', async (t, { blocks: [config = '', login = ''] }) => {
  const model = await startModel(t)
  const shell = await openShell(t)
  const provider = `model = "gpt-5"
model_provider = "local"
[model_providers.local]
name = "local"
base_url = "${model.url}"
wire_api = "responses"
`
  await shell.write('.codex/config.toml', provider + config)
  const call = (tool: string) =>
    shell.run(`codex exec --skip-git-repo-check -c mcp_servers.graph.required=true "Call the tool ${tool}"`)
  return {
    signIn: () => shell.run(login),
    list: async () => model.offered().join(),
    call
  }
})
