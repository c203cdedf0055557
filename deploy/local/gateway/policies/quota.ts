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
    const limits = limitsOf(call, call.subscription, element).map(({ limit, key }) => ({
      limit,
      // The first period starts when the subscription starts, which is here the start of the gateway.
      used: counters.used(key, period, startedAt)
    }))
    for (const { limit, used } of limits) checkQuota(call, limit, used)
    for (const { used } of limits) {
      used.calls += 1
      countBytes(call, used)
    }
  }
}
