import { LRUCache } from 'lru-cache'
import { Problem } from './problems/problem.ts'

const period = 60_000

interface Minute {
  calls: number
  /** Milliseconds since the epoch. */
  endsAt: number
}

/**
 * Counts the calls of each key, and throws `rate_limited` for those above `most` in a minute, which begins with the first
 * call. `size` bounds the keys that are remembered.
 */
export function createMinuteCounter(most: number, size: number): (key: string) => void {
  const minutes = new LRUCache<string, Minute>({ max: size })

  return (key) => {
    const minute = currentMinute(key)
    if (minute.calls >= most)
      throw new Problem('rate_limited', { retryAfter: Math.ceil((minute.endsAt - Date.now()) / 1000) })
    minute.calls++
  }

  function currentMinute(key: string): Minute {
    const known = minutes.get(key)
    if (known && Date.now() < known.endsAt) return known
    const minute = { calls: 0, endsAt: Date.now() + period }
    minutes.set(key, minute)
    return minute
  }
}
