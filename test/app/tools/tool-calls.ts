import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { Test } from 'tap'
import { tools } from '../../../app/tools/index.ts'
import { scopesOf } from '../../../app/tools/tool.ts'
import { type AccountName, accounts } from '../../../deploy/local/tenant.ts'
import { bearer } from '../../answer.ts'
import { startChain } from '../../chain.ts'
import { userClaims } from '../../user-claims.ts'

export type Item = Record<string, unknown>

interface Who {
  user?: AccountName
  scopes?: string[]
}

const everyScope = [...new Set(tools.flatMap(scopesOf))]

/** The real service, whose tools are called over HTTP by an account with all scopes unless others are given. */
export async function toolCalls(t: Test) {
  const stack = await startChain(t, { gateway: false })
  const { call, config, entra, graph } = stack
  const tokens = new Map<string, string>()

  return { graph, call, run, items, asked, textOf }

  async function run(name: string, input: object = {}, who: Who = {}) {
    const { headers } = bearer(await tokenOf(who))
    return call(`/tools/${name}`, {
      method: 'POST',
      headers: { ...(headers as object), 'content-type': 'application/json' },
      body: JSON.stringify(input)
    })
  }

  /** The list in the output of a tool. */
  async function items(name: string, input?: object, who?: Who): Promise<Item[]> {
    return Object.values((await run(name, input, who)).json).find(Array.isArray) ?? []
  }

  /** What reaches Graph from now until the end of the test. */
  function asked(t: Test): { url: URL; prefer: string }[] {
    const seen: { url: URL; prefer: string }[] = []
    const onStart = (message: unknown) => {
      const { url = '', headers } = (message as { request: IncomingMessage }).request
      if (`http://${headers.host}` === graph.url)
        seen.push({ url: new URL(url, graph.url), prefer: String(headers.prefer ?? '') })
    }
    subscribe('http.server.request.start', onStart)
    t.teardown(() => unsubscribe('http.server.request.start', onStart))
    return seen
  }

  async function tokenOf({ user = 'user', scopes = everyScope }: Who): Promise<string> {
    const key = JSON.stringify([user, scopes])
    const { oid, name, username } = accounts[user]
    // The second factor, which Conditional Access asks of one account.
    const acrs = ['c1']
    const claims = { oid, name, preferred_username: username, scp: scopes.join(' '), acrs }
    const token = tokens.get(key) ?? (await entra.sign(userClaims(config, claims)))
    tokens.set(key, token)
    return token
  }
}

/** What a tool says of an output in words. */
function textOf(name: string, output: Item): string {
  return tools.find((tool) => tool.name === name)?.text?.(output) ?? ''
}
