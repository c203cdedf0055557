import type { Call } from '../call/call.ts'
import { PolicyError } from '../call/policy-error.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { int, literal, required, type Schema } from '../pipeline/schema.ts'
import { LIMIT_SOURCES } from '../undocumented.ts'

/** The headers and variables that tell the caller and later policies what is left. */
export const toldInformation: Schema['attributes'] = {
  'retry-after-header-name': literal,
  'retry-after-variable-name': literal,
  'remaining-calls-header-name': literal,
  'remaining-calls-variable-name': literal,
  'total-calls-header-name': literal
}

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
      ...toldInformation
    },
    unsupported: ['increment-after-response', 'flexible-retry-window']
  },
  run(call, element) {
    // All policies with the same key and period share one counter.
    const key = `${element.text(call, 'renewal-period')} ${element.text(call, 'counter-key')}`
    checkRate(call, element, key, LIMIT_SOURCES.rate)
    countCall(call, element, key, (amount) => call.gateway.counters.add(key, amount))
  }
}

/** 1 if an earlier policy has already counted this call in the counter, else 0. The call must not limit itself. */
export function ownCount(call: Call, counter: unknown): number {
  return call.counted.has(counter) ? 1 : 0
}

/** Refuses a call over the limit, and sets the headers and variables about what is left. The caller counts the call. */
export function checkRate(call: Call, element: Element, key: string, source?: string): void {
  const calls = element.number(call, 'calls')
  const { count: counted, freeAt } = call.gateway.counters.recent(
    key,
    element.number(call, 'renewal-period') * 1000
  )
  const count = counted - ownCount(call, key)
  const over = count >= calls
  tell(call, element, 'total-calls', calls)
  tell(call, element, 'remaining-calls', over ? 0 : calls - count - 1)
  if (over) throw exceeded(call, element, Math.max(1, Math.ceil((freeAt - Date.now()) / 1000)), source)
  call.record.decide(`${count + 1} of ${calls}`)
}

/**
 * Counts the call: at once, or when the answer is known if a condition or an amount may depend on it. A counter that
 * several policies share counts a call once.
 */
export function countCall(
  call: Call,
  element: Element,
  counter: unknown,
  count: (amount: number) => void
): void {
  const when = () => {
    if (call.counted.has(counter) || !element.flag(call, 'increment-condition', true)) return
    count(element.number(call, 'increment-count', 1))
    call.counted.add(counter)
  }
  if (element.has('increment-condition') || element.has('increment-count')) call.onAnswer.push(when)
  else when()
}

function exceeded(call: Call, element: Element, seconds: number, source?: string) {
  const variable = element.text(call, 'retry-after-variable-name')
  if (variable !== '') call.variables.set(variable, seconds)
  return new PolicyError({
    ...(source === undefined ? {} : { source }),
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
