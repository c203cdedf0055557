import type { Policy } from '../pipeline/policy.ts'
import type { Schema } from '../pipeline/schema.ts'
import { checkQuota, countBytes, periodMs, quotaProblem } from './quota-by-key.ts'
import { limitsOf, named, notSubscribed, partsProblem } from './subscription-limits.ts'

const attributes: Schema['attributes'] = {
  calls: { type: 'int', min: 0, literal: true },
  bandwidth: { type: 'int', min: 0, literal: true }
}
const operation = { schema: { attributes: { ...named, ...attributes } } }
const api = { schema: { attributes: { ...named, ...attributes }, children: { operation } } }

export const quota: Policy = {
  name: 'quota',
  sections: ['inbound'],
  scopes: ['product'],
  mostPerSection: 1,
  schema: {
    attributes: { ...attributes, 'renewal-period': { type: 'int', min: 0, required: true, literal: true } },
    children: { api }
  },
  check: (element) => quotaProblem(element) ?? partsProblem(element),
  run(call, element) {
    if (!call.subscription) return notSubscribed(call)
    const { counters, startedAt } = call.gateway
    const period = periodMs(call, element)
    const used = limitsOf(call, call.subscription, element).map(({ limit, key }) => ({
      limit,
      // The periods of a subscription begin with it, and here it begins with the gateway.
      quota: counters.used(key, period, startedAt)
    }))
    for (const { limit, quota } of used) checkQuota(call, limit, quota)
    for (const { quota } of used) {
      quota.calls += 1
      countBytes(call, quota)
    }
  }
}
