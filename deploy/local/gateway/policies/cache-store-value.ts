import { sections } from '../call/section.ts'
import type { Policy } from '../pipeline/policy.ts'
import { required } from '../pipeline/schema.ts'
import { cachingType } from './cache-lookup-value.ts'

export const cacheStoreValue: Policy = {
  name: 'cache-store-value',
  sections,
  schema: {
    attributes: { key: required, value: required, duration: { type: 'int', required: true }, ...cachingType }
  },
  run(call, element) {
    const value = element.value(call, 'value')
    const seconds = element.number(call, 'duration')
    if (value === null || value === undefined) return call.record.decide('nothing to store')
    call.gateway.cache.set(element.text(call, 'key'), value, seconds)
    call.record.decide(`stored for ${seconds} s`)
  }
}
