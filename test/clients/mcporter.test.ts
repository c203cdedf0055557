import t from 'tap'
import { drive } from './drive.ts'
import { openShell } from './shell.ts'

drive(t, 'mcporter', async (t, { blocks: [config = '', auth = '', list = '', call = ''] }) => {
  const shell = await openShell(t)
  await shell.write('config/mcporter.json', config)
  return {
    signIn: () => shell.run(auth),
    list: () => shell.run(list),
    call: (tool) => shell.run(call.replace('get_my_profile', tool))
  }
})
