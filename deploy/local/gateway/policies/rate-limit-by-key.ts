import type { Call } from '../call/call.ts'
import { PolicyError } from '../call/policy-error.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { int, literal, required } from '../pipeline/schema.ts'
import { LIMIT_SOURCES } from '../undocumented.ts'

export const rateLimitByKey: Policy = {
  name: 'rate-limit-by-key',
  sections: ['inbound'],
  schema: {
    attributes: {
      calls: { ...int, required: true },
      'renewal-period': { type: 'int', required: true, min: 1, max: 300 },
      'counter-key': required,
      'increment-condition': { type: 'boolean' },
      'increment-count': int,
      'retry-after-header-name': literal,
      'retry-after-variable-name': literal,
      'remaining-calls-header-name': literal,
      'remaining-calls-variable-name': literal,
      'total-calls-header-name': literal
    },
    unsupported: ['increment-after-response', 'flexible-retry-window']
  },
  run(call, element) {
    const { counters } = call.gateway
    const calls = element.number(call, 'calls')
    const windowMs = element.number(call, 'renewal-period') * 1000
    // One counter for a key value and period, whichever policy counts it.
    const key = `${windowMs} ${element.text(call, 'counter-key')}`
    const { count, freeAt } = counters.recent(key, windowMs)
    const over = count >= calls
    tell(call, element, 'total-calls', calls)
    tell(call, element, 'remaining-calls', over ? 0 : calls - count - 1)
    if (over) throw exceeded(call, element, Math.max(1, Math.ceil((freeAt - Date.now()) / 1000)))
    call.record.decide(`${count + 1} of ${calls}`)
    countCall(call, element, (amount) => counters.add(key, amount))
  }
}

/** Counts now, or when the answer is known if a condition or an amount may depend on it. */
export function countCall(call: Call, element: Element, count: (amount: number) => void): void {
  const when = () => {
    if (element.flag(call, 'increment-condition', true)) count(element.number(call, 'increment-count', 1))
  }
  if (element.has('increment-condition') || element.has('increment-count')) call.onAnswer.push(when)
  else when()
}

function exceeded(call: Call, element: Element, seconds: number) {
  const variable = element.text(call, 'retry-after-variable-name')
  if (variable !== '') call.variables.set(variable, seconds)
  return new PolicyError({
    source: LIMIT_SOURCES.rate,
    reason: 'RateLimitExceeded',
    message: `Rate limit is exceeded. Try again in ${seconds} seconds.`,
    status: 429,
    headers: { [element.text(call, 'retry-after-header-name', 'Retry-After')]: String(seconds) }
  })
}

function tell(call: Call, element: Element, what: string, value: number) {
  const header = element.text(call, `${what}-header-name`)
  const variable = element.text(call, `${what}-variable-name`)
  if (header !== '') call.answerHeaders.set(header.toLowerCase(), [String(value)])
  if (variable !== '') call.variables.set(variable, value)
}
