import type { Policy } from '../pipeline/policy.ts'
import type { Schema } from '../pipeline/schema.ts'
import { checkRate, toldInformation } from './rate-limit-by-key.ts'
import { limitsOf, named, notSubscribed, partsProblem } from './subscription-limits.ts'

const attributes: Schema['attributes'] = {
  calls: { type: 'int', min: 0, required: true, literal: true },
  'renewal-period': { type: 'int', min: 1, max: 300, required: true, literal: true },
  ...toldInformation
}
const operation = { schema: { attributes: { ...named, ...attributes } } }
const api = { schema: { attributes: { ...named, ...attributes }, children: { operation } } }

export const rateLimit: Policy = {
  name: 'rate-limit',
  sections: ['inbound'],
  scopes: ['product', 'api', 'operation'],
  mostPerSection: 1,
  schema: { attributes, children: { api, operation } },
  check: partsProblem,
  run(call, element) {
    if (!call.subscription) return notSubscribed(call)
    const limits = limitsOf(call, call.subscription, element)
    for (const { limit, key } of limits) checkRate(call, limit, key)
    for (const { key } of limits) call.gateway.counters.add(key, 1)
  }
}
