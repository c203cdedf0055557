import { sections } from '../call/section.ts'
import type { Policy } from '../pipeline/policy.ts'
import { required, requiredLiteral, type Schema, text } from '../pipeline/schema.ts'
import { CACHE_LOOKUPS, CACHE_MISS } from '../undocumented.ts'

/** Every caching type uses the one local cache. */
export const cachingType: Schema['attributes'] = {
  'caching-type': { type: ['prefer-external', 'external', 'internal'], literal: true }
}

export const cacheLookupValue: Policy = {
  name: 'cache-lookup-value',
  sections,
  ...CACHE_LOOKUPS,
  schema: {
    attributes: { key: required, 'variable-name': requiredLiteral, 'default-value': text, ...cachingType }
  },
  run(call, element) {
    const name = element.text(call, 'variable-name')
    const held = call.gateway.cache.get(element.text(call, 'key'))
    call.record.decide(held === undefined ? 'cache miss' : 'cache hit')
    const value = held ?? (element.has('default-value') ? element.value(call, 'default-value') : undefined)
    if (value === undefined && CACHE_MISS === 'unset') return
    call.variables.set(name, value ?? null)
    call.record.variable(name, value)
  }
}
