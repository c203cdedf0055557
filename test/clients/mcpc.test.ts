import t from 'tap'
import { drive } from './drive.ts'
import { openShell } from './shell.ts'

/** It renews a token a minute before its end, and a test does not wait for an hour. */
const age = String.raw`sed -i -E 's/(expiresAt[^0-9]*)[0-9]+/\11/' .mcpc/credentials.json`

drive(
  t,
  'mcpc',
  async (t, { blocks: [login = '', connect = '', list = '', call = ''] }) => {
    const shell = await openShell(t)
    // The session is a process of its own, which ends by itself where its sign-in no longer holds.
    t.teardown(() => shell.run('mcpc close @graph').catch(String))
    return {
      signIn: async () => (await shell.run(login)) + (await shell.run(connect)),
      list: () => shell.run(list),
      call: (tool) => shell.run(call.replace('get_my_profile', tool)),
      expire: () => shell.run(`${age} && mcpc close @graph && ${connect}`).catch(String)
    }
  },
  {}
)
