import fp from 'fastify-plugin'
import { LRUCache } from 'lru-cache'
import type { Caller } from '../app/caller.ts'
import type { Config } from '../app/config.ts'
import { Problem } from '../app/problems/problem.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts a call of a tool, or throws a `Problem` when its caller has made too many of it in this minute. */
    countToolCall(caller: Pick<Caller, 'objectId'>, tool: string): void
  }
}

const period = 60_000
/** A caller has one count for each tool, so it takes thousands of users within a minute to drop a count early. */
const mostCounts = 50_000

interface Minute {
  calls: number
  /** Milliseconds since the epoch. */
  endsAt: number
}

/** Limits how often a user calls each tool, by REST and MCP together. A minute begins with the first call. */
export default fp<{ config: Config }>(
  async (app, { config }) => {
    const minutes = new LRUCache<string, Minute>({ max: mostCounts })

    app.decorate('countToolCall', ({ objectId }, tool) => {
      const minute = currentMinute(`${objectId} ${tool}`)
      if (minute.calls >= config.toolCallsPerMinute)
        throw new Problem('rate_limited', { retryAfter: Math.ceil((minute.endsAt - Date.now()) / 1000) })
      minute.calls++
    })

    function currentMinute(key: string): Minute {
      const known = minutes.get(key)
      if (known && Date.now() < known.endsAt) return known
      const minute = { calls: 0, endsAt: Date.now() + period }
      minutes.set(key, minute)
      return minute
    }
  },
  { name: 'tool-limit' }
)
