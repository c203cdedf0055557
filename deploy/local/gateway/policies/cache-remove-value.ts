import { required } from '../load/check-element.ts'
import { type Policy, sections } from '../pipeline/policy.ts'
import { cachingType } from './cache-lookup-value.ts'

export const cacheRemoveValue: Policy = {
  name: 'cache-remove-value',
  sections,
  schema: { attributes: { key: required, ...cachingType } },
  run(call, element) {
    call.record.decide(call.gateway.cache.delete(element.text(call, 'key')) ? 'removed' : 'nothing to remove')
  }
}
