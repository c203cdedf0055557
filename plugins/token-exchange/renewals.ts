import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'

/**
 * Where a new Graph token comes from: this call may ask for it `now`, the `next call` gets it, or there is `none`, since
 * a new one has just been refused too.
 */
export type Renewal = 'now' | 'next call' | 'none'

const milliseconds = 5 * 60_000
const most = 10_000

/**
 * Allows one new Graph token in five minutes for each token of a caller. If a new one is refused too, that is final, so
 * that a caller whom Graph refuses does not cost an exchange with each call.
 */
export function createRenewals() {
  const refused = new LRUCache<string, string>({ max: most, ttl: milliseconds, perf: Date })

  /**
   * `first` is the first refusal of this Graph token: it is to be dropped. `known` was refused before: a call that ran
   * beside the first one still had it. `final` is the token that came in its place.
   */
  return (callerToken: string, graphToken: string): 'first' | 'known' | 'final' => {
    const key = digestOf(callerToken)
    const digest = digestOf(graphToken)
    const before = refused.get(key)
    if (before === digest) return 'known'
    if (before !== undefined) return 'final'
    refused.set(key, digest)
    return 'first'
  }
}

function digestOf(token: string): string {
  return hash('sha256', token, 'base64url')
}
