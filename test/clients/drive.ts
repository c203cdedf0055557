import type { Test } from 'tap'
import { tools } from '../../app/tools/index.ts'
import { type Chain, startChain } from '../chain.ts'
import { expireTokens } from './expire-tokens.ts'
import { clientRows } from './table.ts'

/** What a person does with a client. Each resolves to what the client shows. */
export interface Client {
  signIn(): Promise<string>
  list(): Promise<string>
  call(tool: string): Promise<string>
  /** Makes the client think that its access token has expired. Without it, the test waits until the token has. */
  expire?(): Promise<unknown>
}

/** In seconds, where the test waits: short enough to wait for, long enough for the first calls of most clients. */
const tokenLifetime = 8

/** Tests that a client does what its row of the table says. `install` prepares it by the text of its page. */
export function drive(
  t: Test,
  name: string,
  install: (t: Test, chain: Chain) => Promise<Client>,
  options: { tokenLifetime?: number } = { tokenLifetime }
): void {
  const row = clientRows.find(({ client }) => client === name)
  if (!row) throw new Error(`${name} is not in the table of docs/clients/README.md`)

  t.test(`${name} does what the table says`, { timeout: 120_000 }, async (t) => {
    const chain = await startChain(t, options)
    const signIns = () => chain.entra.requests.filter(({ path }) => path.endsWith('/authorize')).length
    const client = await install(t, chain)

    const shown = [await client.signIn()]
    const door = doorOf(chain)
    shown.push(await client.call('get_my_profile'))
    shown.push(await client.list())
    shown.push(await client.call('list_my_events'))
    const first = signIns()
    await (client.expire?.() ?? expireTokens(chain))
    const before = signIns()
    shown.push(await client.call('get_my_profile').catch(String))

    const [, profile = '', list = '', events = '', again = ''] = shown
    t.strictSame(
      {
        door,
        signsIn: yesOrNo(first === 1),
        lists: yesOrNo(tools.every(({ name }) => list.includes(name))),
        calls: yesOrNo(profile.includes('Nancy Davis') && events.includes('Roadmap review')),
        refreshes: yesOrNo(again.includes('Nancy Davis') && signIns() === before)
      },
      {
        door: row.doors[0],
        signsIn: row.signsIn,
        lists: row.lists,
        calls: row.calls,
        refreshes: row.refreshes
      },
      { shown, signIns: [first, before, signIns()] }
    )
  })
}

function doorOf({ gateway }: Chain): string {
  const throughWindow = gateway?.calls().some(({ url }) => new URL(url).pathname.endsWith('/oauth/authorize'))
  return throughWindow ? '/oauth/mcp' : '/mcp'
}

function yesOrNo(truth: boolean): string {
  return truth ? 'yes' : 'no'
}
