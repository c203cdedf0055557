import { once } from 'node:events'
import { Agent, type RequestOptions, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'

/** What clients saw. A refused connection loses nothing: the client knows that nobody read its request. */
export interface Seen {
  answered: number
  /** What was sent and not answered as it should be. */
  lost: string[]
}

/**
 * Starts clients that greet again and again: half of them keep their connection as long as they may, half open one for
 * each request. Each ends when it is refused, or when `done` says so.
 */
export function startClients(url: string, count: number, seen: Seen, done: () => boolean): Promise<unknown> {
  return Promise.all(
    Array.from({ length: count }, (_, index) => greetOn(url, { agent: agentOf(index) }, seen, done))
  )
}

function agentOf(index: number): Agent {
  return new Agent({ keepAlive: index % 2 === 0, maxSockets: 1 })
}

async function greetOn(url: string, options: RequestOptions, seen: Seen, done: () => boolean) {
  while (!done()) {
    try {
      const { status, body } = await get(url, options)
      if (status === 200 && body === '{"message":"Hello, world!"}') seen.answered++
      else seen.lost.push(`${status} ${body}`)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return
      seen.lost.push(String(error))
    }
    await wait(1)
  }
}

async function get(url: string, options: RequestOptions): Promise<{ status: number; body: string }> {
  const [response] = await once(request(url, options).end(), 'response')
  return { status: response.statusCode, body: await text(response) }
}
