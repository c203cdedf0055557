import { load, measure } from '../measure.ts'
import type { Effort } from './compare.ts'
import { inTurn } from './in-turn.ts'
import { requests } from './requests.ts'
import { startOurs } from './subjects.ts'

const [call, list] = requests

/** What the number of tools costs: the protocol by itself, which has each request's cost to itself. */
export async function byTools(environment: Record<string, string>, { rounds, seconds }: Effort) {
  const counts = [10, 30, 100, 300]
  const subjects = await Promise.all(
    counts.map((count) => startOurs('mcp/protocol.js', { ...environment, TOOLS: String(count) }))
  )
  const [calls, lists] = [call, list].map((request) =>
    subjects.map((subject) => () => measure(subject, seconds, request?.options ?? {}))
  )
  const called = await inTurn(rounds, calls ?? [])
  const listed = await inTurn(rounds, lists ?? [])
  for (const { process } of subjects) process.kill()
  return counts.map((tools, index) => ({
    tools,
    'tools/call CPU µs': Math.round(called[index]?.microseconds ?? 0),
    'tools/list CPU µs': Math.round(listed[index]?.microseconds ?? 0),
    MB: Math.round(listed[index]?.megabytes ?? 0)
  }))
}

/** What the number of callers costs, each call being the next caller's: the worst order for any cache. */
export async function byCallers(environment: Record<string, string>, tokens: string[], effort: Effort) {
  const counts = [1, 100, 10_000, tokens.length]
  // One process each: they would push each other's tokens out of the cache.
  const services = await Promise.all(
    counts.map(async (count) => ({
      ...(await startOurs('service.js', environment)),
      calls: { requests: [{ ...call?.options, setupRequest: inOrder(tokens.slice(0, count)) }] }
    }))
  )
  // Once for each caller, so that what is measured are callers who are known.
  for (const [index, { url, calls }] of services.entries())
    await load(url, 0, { ...calls, amount: Math.max(counts[index] ?? 0, 50) })
  const measured = await inTurn(
    effort.rounds,
    services.map((service) => () => measure(service, effort.seconds, service.calls))
  )
  for (const { process } of services) process.kill()
  return counts.map((callers, index) => ({
    callers,
    'requests/s': Math.round(measured[index]?.rate ?? 0),
    'p99 ms': measured[index]?.p99 ?? 0,
    'CPU µs': Math.round(measured[index]?.microseconds ?? 0),
    MB: Math.round(measured[index]?.megabytes ?? 0)
  }))
}

/** Each request is the next caller's. */
function inOrder(tokens: string[]) {
  let next = 0
  return (request: { headers: object }) => {
    const authorization = `Bearer ${tokens[next++ % tokens.length]}`
    return { ...request, headers: { ...request.headers, authorization } }
  }
}
