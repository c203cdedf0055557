import type { Policy } from '../pipeline/policy.ts'
import { required } from '../pipeline/schema.ts'

/** Backend entities exist in Azure only, so the local gateway takes `base-url` alone. */
export const setBackendService: Policy = {
  name: 'set-backend-service',
  sections: ['inbound', 'backend'],
  schema: { attributes: { 'base-url': required } },
  run(call, element) {
    call.request.backend = element.text(call, 'base-url').replace(/\/$/, '')
    call.record.decide(`to ${call.request.backend}`)
  }
}
