import t from 'tap'
import { drive } from './drive.ts'
import { blocksOf } from './page.ts'
import { openShell } from './shell.ts'

drive(t, 'mcpc', async (t, chain) => {
  const [login = '', connect = '', list = '', call = ''] = blocksOf('mcpc', chain.url)
  const shell = await openShell(t)
  // The session is a process of its own.
  t.teardown(() => shell.run('mcpc close @graph'))
  return {
    signIn: async () => (await shell.run(login)) + (await shell.run(connect)),
    list: () => shell.run(list),
    call: (tool) => shell.run(call.replace('get_my_profile', tool))
  }
})
