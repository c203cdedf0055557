export interface Cache {
  get(key: string): unknown
  set(key: string, value: unknown, seconds: number): void
  delete(key: string): boolean
}

/** Creates the gateway's value cache. Entries expire, and the oldest is dropped when the cache is full. */
export function createCache(most = 10_000): Cache {
  const entries = new Map<string, { value: unknown; until: number }>()
  return {
    get(key) {
      const entry = entries.get(key)
      if (entry && entry.until > Date.now()) return entry.value
      entries.delete(key)
      return undefined
    },
    set(key, value, seconds) {
      entries.delete(key)
      if (seconds > 0) entries.set(key, { value, until: Date.now() + seconds * 1000 })
      const oldest = entries.size > most ? entries.keys().next().value : undefined
      if (oldest !== undefined) entries.delete(oldest)
    },
    delete: (key) => entries.delete(key)
  }
}
