import type { Test } from 'tap'
import { tools } from '../../app/tools/index.ts'
import { type Chain, startChain } from '../chain.ts'
import { expireTokens } from './expire-tokens.ts'
import { blocksOf, doors, through } from './page.ts'
import { type ClientRow, clientRows } from './table.ts'

/** What a person does with a client. Each resolves to what the client shows. */
export interface Client {
  signIn(): Promise<string>
  list(): Promise<string>
  call(tool: string): Promise<string>
  /** Makes the client think that its access token has expired. Without it, the test waits until the token has. */
  expire?(): Promise<unknown>
}

/** What a person reads and uses: the blocks of the client's page, with the address of one door of a running chain. */
export interface Setting {
  chain: Chain
  door: string
  blocks: string[]
}

type Claims = Pick<ClientRow, 'signsIn' | 'lists' | 'calls' | 'refreshes'> & { door: string }

/** In seconds, where the test waits: short enough to wait for, long enough for the first calls of most clients. */
const tokenLifetime = 8

/**
 * Tests that a client does what its row of the table says at the doors that the row lists, and at no other. `install`
 * prepares the client by the text of its page.
 */
export function drive(
  t: Test,
  name: string,
  install: (t: Test, setting: Setting) => Promise<Client>,
  options: { tokenLifetime?: number } = { tokenLifetime }
): void {
  const row = rowOf(name)
  for (const door of doors) {
    const listed = row.doors.includes(door)
    const title = `${name} ${listed ? 'does' : 'does not do'} at ${door} what the table says`
    t.test(title, { timeout: 600_000 }, async (t) => {
      const chain = await startChain(t, options)
      const blocks = blocksOf(row.page, chain.url).map((block) => through(door, block))
      const { seen, shown } = await watch(chain, await install(t, { chain, door, blocks }))
      const { signsIn, lists, calls, refreshes } = row
      const claims: Claims = { door, signsIn, lists, calls, refreshes }
      if (listed) t.strictSame(seen, claims, { shown })
      else t.strictNotSame(seen, claims, `list ${door} in the row of ${name}`)
    })
  }
}

export function rowOf(name: string): ClientRow {
  const row = clientRows.find(({ client }) => client === name)
  if (!row) throw new Error(`${name} is not in the table of docs/clients/README.md`)
  return row
}

export function yesOrNo(truth: boolean): string {
  return truth ? 'yes' : 'no'
}

async function watch(chain: Chain, client: Client): Promise<{ seen: Claims; shown: string[] }> {
  const signIns = () => chain.entra.requests.filter(({ path }) => path.endsWith('/authorize')).length
  const login = await client.signIn().catch(String)
  const door = doorOf(chain)
  const profile = await client.call('get_my_profile').catch(String)
  const list = await client.list().catch(String)
  const events = await client.call('list_my_events').catch(String)
  const first = signIns()
  await (client.expire?.() ?? expireTokens(chain))
  const before = signIns()
  const again = await client.call('get_my_profile').catch(String)
  const seen = {
    door,
    signsIn: yesOrNo(first === 1),
    lists: yesOrNo(tools.every(({ name }) => list.includes(name))),
    calls: yesOrNo(profile.includes('Nancy Davis') && events.includes('Roadmap review')),
    refreshes: yesOrNo(again.includes('Nancy Davis') && signIns() === before)
  }
  return { seen, shown: [login, profile, list, events, again] }
}

function doorOf({ gateway }: Chain): string {
  const throughWindow = gateway?.calls().some(({ url }) => new URL(url).pathname.endsWith('/oauth/authorize'))
  return throughWindow ? '/oauth/mcp' : '/mcp'
}
