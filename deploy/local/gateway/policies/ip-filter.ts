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
  check: addressProblem,
  run(call, element) {
    const caller = call.clientAddress
    if (isIP(caller) === 0)
      throw refused('FailedToParseCallerIP', 'The address of the caller cannot be read.')
    const listed = addresses(call, element).check(caller, family(caller))
    const allows = element.text(call, 'action', 'allow') === 'allow'
    if (allows && !listed) throw refused('CallerIpNotAllowed', `Caller IP address ${caller} is not allowed.`)
    if (!allows && listed) throw refused('CallerIpBlocked', 'Caller IP address is blocked.')
  }
}

function addressProblem(element: Element) {
  const ranges = element.all('address-range')
  const singles = element.all('address')
  if (ranges.length + singles.length === 0) return '<ip-filter> needs an <address> or an <address-range>'
  const written = [
    ...singles.filter((single) => !single.computed()).map((single) => [single.source().trim()]),
    ...ranges
      .filter((range) => !range.computed('from') && !range.computed('to'))
      .map((range) => [range.source('from'), range.source('to')])
  ]
  const wrong = written.find(([from = '', to = from]) => !isRange(from, to))
  return (
    wrong &&
    `${wrong.join(' to ')} is not an IP address or range: write one address, or two addresses of one family with the lower first`
  )
}

function addresses(call: Call, element: Element) {
  const list = new BlockList()
  for (const address of element.all('address')) add(address.content(call))
  for (const range of element.all('address-range')) add(range.text(call, 'from'), range.text(call, 'to'))
  return list

  function add(from: string, to = from) {
    if (!isRange(from, to)) {
      throw new PolicyError({
        reason: 'ExpressionValueEvaluationFailure',
        message: 'An expression gave a value that is not an IP address or range.'
      })
    }
    list.addRange(from, to, family(from))
  }
}

function isRange(from: string, to: string) {
  if (isIP(from) === 0 || isIP(from) !== isIP(to)) return false
  try {
    new BlockList().addRange(from, to, family(from))
    return true
  } catch {
    return false
  }
}

function family(address: string) {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}

function refused(reason: string, message: string) {
  return new PolicyError({ reason, message: `${message} Access denied.`, status: 403 })
}
