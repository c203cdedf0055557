import { PolicyError } from '../call/policy-error.ts'
import type { Policy } from '../pipeline/policy.ts'
import { boolean, required, text } from '../pipeline/schema.ts'

export const checkHeader: Policy = {
  name: 'check-header',
  sections: ['inbound'],
  schema: {
    attributes: {
      name: required,
      'failed-check-httpcode': { type: 'int', min: 100, max: 999, required: true },
      'failed-check-error-message': text,
      'ignore-case': boolean
    },
    children: { value: { schema: { text } } }
  },
  run(call, element) {
    const name = element.text(call, 'name')
    const status = element.number(call, 'failed-check-httpcode')
    const held = call.request.headers.get(name.toLowerCase())?.join(',')
    const fold = (value: string) => (element.flag(call, 'ignore-case') ? value.toLowerCase() : value)
    const allowed = element.all('value').map((value) => fold(value.content(call)))
    if (held === undefined)
      throw refused('HeaderNotFound', `Header ${name} was not found in the request. Access denied.`)
    if (allowed.length === 0 || allowed.includes(fold(held))) return
    throw refused('HeaderValueNotAllowed', `Header ${name} value of ${held} is not allowed. Access denied.`)

    function refused(reason: string, message: string) {
      return new PolicyError({
        reason,
        status,
        message: element.text(call, 'failed-check-error-message', message)
      })
    }
  }
}
