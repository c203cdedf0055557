import { PolicyError } from '../call/policy-error.ts'
import type { Policy } from '../pipeline/policy.ts'
import { text } from '../pipeline/schema.ts'
import { BASE_URL_OVERRIDES_BACKEND, UNKNOWN_BACKEND_REASON } from '../undocumented.ts'

export const setBackendService: Policy = {
  name: 'set-backend-service',
  sections: ['inbound', 'backend'],
  schema: {
    attributes: { 'base-url': text, 'backend-id': text },
    oneOf: ['base-url', 'backend-id'],
    unsupported: [
      'dapr-app-id',
      'dapr-method',
      'dapr-namespace',
      'sf-listener-name',
      'sf-partition-key',
      'sf-replica-type',
      'sf-resolve-condition',
      'sf-service-instance-name'
    ]
  },
  check(element, { backends }) {
    const id = element.source('backend-id')
    return element.has('backend-id') && !element.computed('backend-id') && !backends.has(id)
      ? `there is no backend ${id}: give its URL to startGateway as backends["${id}"]`
      : undefined
  },
  run(call, element) {
    const { request } = call
    if (element.has('backend-id')) {
      const id = element.text(call, 'backend-id')
      const url = call.gateway.backends.get(id)
      if (url === undefined) throw unknownBackend(id)
      request.backendId = id
      request.backend = url
      call.record.decide(`to ${id}, ${url}`)
    } else if (request.backendId !== undefined && !BASE_URL_OVERRIDES_BACKEND) {
      call.record.decide(`stays at ${request.backendId}: only another backend-id replaces it`)
    } else {
      request.backend = element.text(call, 'base-url').replace(/\/$/, '')
      call.record.decide(`to ${request.backend}`)
    }
  }
}

function unknownBackend(id: string) {
  return new PolicyError({ reason: UNKNOWN_BACKEND_REASON, message: `There is no backend ${id}.` })
}
