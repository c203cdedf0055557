import { sections } from '../call/section.ts'
import type { Policy } from '../pipeline/policy.ts'
import { required } from '../pipeline/schema.ts'
import { cachingType } from './cache-lookup-value.ts'

export const cacheRemoveValue: Policy = {
  name: 'cache-remove-value',
  sections,
  schema: { attributes: { key: required, ...cachingType } },
  run(call, element) {
    call.record.decide(call.gateway.cache.delete(element.text(call, 'key')) ? 'removed' : 'nothing to remove')
  }
}
