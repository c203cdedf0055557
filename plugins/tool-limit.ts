import fp from 'fastify-plugin'
import type { Caller } from '../app/caller.ts'
import type { Config } from '../app/config.ts'
import { createMinuteCounter } from '../app/minute-counter.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts a call of a tool, or throws a `Problem` when its caller has made too many of it in this minute. */
    countToolCall(caller: Pick<Caller, 'objectId'>, tool: string): void
  }
}

/** A caller has one count for each tool, so it takes thousands of users within a minute to drop a count early. */
const mostCounts = 50_000

/** Limits how often a user calls each tool, by REST and MCP together. */
export default fp<{ config: Config }>(
  async (app, { config }) => {
    const count = createMinuteCounter(config.toolCallsPerMinute, mostCounts)
    app.decorate('countToolCall', ({ objectId }, tool) => count(`${objectId} ${tool}`))
  },
  { name: 'tool-limit' }
)
