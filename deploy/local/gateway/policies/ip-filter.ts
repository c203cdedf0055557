import { BlockList, isIP } from 'node:net'
import type { Call } from '../call/call.ts'
import { PolicyError } from '../call/policy-error.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { required, text } from '../pipeline/schema.ts'

export const ipFilter: Policy = {
  name: 'ip-filter',
  sections: ['inbound'],
  schema: {
    attributes: { action: { type: ['allow', 'forbid'] } },
    children: {
      address: { schema: { text } },
      'address-range': { schema: { attributes: { from: required, to: required } } }
    },
    anyOrder: true
  },
  run(call, element) {
    const caller = call.clientAddress
    if (isIP(caller) === 0) throw refused('FailedToParseCallerIP', 'The caller address cannot be read.')
    const listed = addresses(call, element).check(caller, family(caller))
    const allows = element.text(call, 'action', 'allow') === 'allow'
    if (allows && !listed) throw refused('CallerIpNotAllowed', `Caller IP address ${caller} is not allowed.`)
    if (!allows && listed) throw refused('CallerIpBlocked', 'Caller IP address is blocked.')
  }
}

function addresses(call: Call, element: Element) {
  const list = new BlockList()
  for (const address of element.all('address')) {
    const text = address.content(call)
    list.addAddress(text, family(text))
  }
  for (const range of element.all('address-range')) {
    const from = range.text(call, 'from')
    list.addRange(from, range.text(call, 'to'), family(from))
  }
  return list
}

function family(address: string) {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}

function refused(reason: string, message: string) {
  return new PolicyError({ reason, message: `${message} Access denied.`, status: 403 })
}
