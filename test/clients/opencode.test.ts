import t from 'tap'
import { drive } from './drive.ts'
import { startModel } from './model.ts'
import { openShell } from './shell.ts'

drive(t, 'opencode', async (t, { blocks: [config = '', auth = ''] }) => {
  const model = await startModel(t)
  const shell = await openShell(t, {
    OPENCODE_CONFIG_CONTENT: JSON.stringify({
      model: 'anthropic/local',
      small_model: 'anthropic/local',
      provider: { anthropic: { options: { baseURL: model.url, apiKey: 'none' }, models: { local: {} } } }
    }),
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1'
  })
  await shell.write('opencode.json', config)
  const call = (tool: string) => shell.run(`opencode run --pure "Call the tool ${tool}"`)
  return {
    signIn: () => shell.run(auth),
    list: async () => model.offered().join(),
    call
  }
})
