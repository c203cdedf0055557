import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'

const longest = 10 * 60_000

interface Entry<Value> {
  value: Value
  kid: string
  until: number
}

/**
 * Remembers what verified tokens say, by their digest, since the tokens themselves would be ten times as large. An entry
 * counts for ten minutes at most, never past the token's own end, and only while the key that signed it is published.
 */
export function createVerifiedTokens<Value>(max: number, isPublished: (kid: string) => boolean) {
  const entries = new LRUCache<string, Entry<Value>>({ max })

  return {
    get(token: string): Value | undefined {
      const entry = entries.get(digest(token))
      return entry && Date.now() <= entry.until && isPublished(entry.kid) ? entry.value : undefined
    },
    /** `expiresAt` is in seconds since the epoch. */
    set(token: string, value: Value, kid: string, expiresAt: number): void {
      entries.set(digest(token), { value, kid, until: Math.min(Date.now() + longest, expiresAt * 1000) })
    }
  }
}

function digest(token: string): string {
  return hash('sha256', token, 'base64url')
}
