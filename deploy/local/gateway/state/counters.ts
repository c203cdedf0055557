export interface Counters {
  /** The number of calls in the window that ends now, and the time in ms at which the first of them leaves it. */
  recent(key: string, windowMs: number): { count: number; freeAt: number }
  add(key: string, count: number): void
  /** The usage in the current period. A new period starts at zero. */
  used(key: string, periodMs: number, firstStart: number): Quota
  /** The number of calls that run now, by key. */
  running: Map<string, number>
}

export interface Quota {
  calls: number
  bytes: number
  endsAt: number
}

interface Window {
  entries: { at: number; count: number }[]
  sum: number
}

/** Creates the counters of rate limits (sliding windows), quotas (fixed periods) and concurrency. */
export function createCounters(): Counters {
  const windows = new Map<string, Window>()
  const quotas = new Map<string, Quota>()
  return {
    recent(key, windowMs) {
      const now = Date.now()
      const window = windows.get(key)
      if (!window) return { count: 0, freeAt: now + windowMs }
      while (window.entries[0] && window.entries[0].at <= now - windowMs) {
        window.sum -= window.entries.shift()?.count ?? 0
      }
      return { count: window.sum, freeAt: (window.entries[0]?.at ?? now) + windowMs }
    },
    add(key, count) {
      const window = windows.get(key) ?? { entries: [], sum: 0 }
      windows.set(key, window)
      window.entries.push({ at: Date.now(), count })
      window.sum += count
    },
    used(key, periodMs, firstStart) {
      const now = Date.now()
      const found = quotas.get(key)
      if (found && found.endsAt > now) return found
      const fresh = { calls: 0, bytes: 0, endsAt: endOfPeriod(now, periodMs, firstStart) }
      quotas.set(key, fresh)
      return fresh
    },
    running: new Map()
  }
}

function endOfPeriod(now: number, periodMs: number, firstStart: number) {
  if (periodMs === 0) return Number.POSITIVE_INFINITY
  return firstStart + (Math.floor((now - firstStart) / periodMs) + 1) * periodMs
}
