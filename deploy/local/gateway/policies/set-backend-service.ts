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
    const attribute = element.has('backend-id') ? 'backend-id' : 'base-url'
    if (element.computed(attribute)) return undefined
    const value = element.source(attribute)
    if (attribute === 'base-url')
      return isWebUrl(value)
        ? undefined
        : 'base-url is not an http or https URL: write it as https://host/path'
    return backends.has(value)
      ? undefined
      : `there is no backend ${value}: give its URL to startGateway as backends["${value}"]`
  },
  run(call, element) {
    const { request } = call
    if (element.has('backend-id')) {
      const id = element.text(call, 'backend-id')
      const url = call.gateway.backends.get(id)
      if (url === undefined) throw failed(UNKNOWN_BACKEND_REASON, `There is no backend ${id}.`)
      request.backendId = id
      request.backend = url
      call.record.decide(`to ${id}, ${url}`)
    } else if (request.backendId !== undefined && !BASE_URL_OVERRIDES_BACKEND) {
      call.record.decide(`stays at ${request.backendId}: only another backend-id replaces it`)
    } else {
      const url = element.text(call, 'base-url')
      if (!isWebUrl(url))
        throw failed('ExpressionValueEvaluationFailure', 'The base URL is not an http or https URL.')
      request.backend = url.replace(/\/$/, '')
      call.record.decide(`to ${request.backend}`)
    }
  }
}

function isWebUrl(text: string) {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '')
}

function failed(reason: string, message: string) {
  return new PolicyError({ reason, message })
}
