import type { Adapter, AdapterPayload } from 'oidc-provider'

/** Stores oidc-provider's data in memory. */
export function createMemoryAdapter(): (model: string) => Adapter {
  const stored = new Map<string, { payload: AdapterPayload; until: number }>()

  return (model) => ({
    async upsert(id, payload, expiresIn) {
      sweep()
      stored.set(`${model}:${id}`, { payload, until: Date.now() + (expiresIn || 86_400) * 1000 })
    },
    find: async (id) => stored.get(`${model}:${id}`)?.payload,
    findByUid: async (uid) => search((payload) => payload.uid === uid),
    findByUserCode: async (userCode) => search((payload) => payload.userCode === userCode),
    async consume(id) {
      const found = stored.get(`${model}:${id}`)
      if (found) found.payload.consumed = Math.floor(Date.now() / 1000)
    },
    async destroy(id) {
      stored.delete(`${model}:${id}`)
    },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of stored) if (payload.grantId === grantId) stored.delete(key)
    }
  })

  function search(matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const { payload } of stored.values()) if (matches(payload)) return payload
    return undefined
  }

  function sweep(): void {
    const now = Date.now()
    for (const [key, { until }] of stored) if (until < now) stored.delete(key)
  }
}
