import type { Call } from '../call/call.ts'
import { PolicyError } from '../call/policy-error.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { int, literal, required } from '../pipeline/schema.ts'
import type { Quota } from '../state/counters.ts'
import { LIMIT_SOURCES } from '../undocumented.ts'
import { countCall, ownCount } from './rate-limit-by-key.ts'

export const quotaByKey: Policy = {
  name: 'quota-by-key',
  sections: ['inbound'],
  schema: {
    attributes: {
      calls: { ...int, literal: true },
      bandwidth: { ...int, literal: true },
      'renewal-period': { ...int, required: true, literal: true },
      'counter-key': required,
      'increment-condition': { type: 'boolean' },
      'increment-count': int,
      'first-period-start': literal
    }
  },
  check(element) {
    const start = element.source('first-period-start')
    if (element.has('first-period-start') && !isUtcTime(start))
      return `first-period-start is not a time of the form yyyy-MM-ddTHH:mm:ssZ: write ${start} in that form`
    const seconds = Number(element.source('renewal-period'))
    return seconds > 0 && seconds < 300
      ? 'renewal-period must be at least 300 seconds, or 0 for a quota that never renews'
      : quotaProblem(element)
  },
  run(call, element) {
    const start = Date.parse(element.text(call, 'first-period-start', '0001-01-01T00:00:00Z'))
    const quota = call.gateway.counters.used(
      element.text(call, 'counter-key'),
      periodMs(call, element),
      start
    )
    checkQuota(call, element, quota, LIMIT_SOURCES.quota)
    countCall(call, element, quota, (amount) => {
      quota.calls += amount
    })
    countBytes(call, quota)
  }
}

function isUtcTime(text: string) {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(Date.parse(text))
}

export function quotaProblem(element: Element): string | undefined {
  return element.has('calls') || element.has('bandwidth')
    ? undefined
    : `<${element.name}> needs calls, bandwidth or both`
}

export function periodMs(call: Call, element: Element): number {
  return element.number(call, 'renewal-period') * 1000
}

/** Refuses a call when the quota is used up. The caller counts the call. */
export function checkQuota(call: Call, element: Element, quota: Quota, source?: string): void {
  const calls = element.number(call, 'calls', Number.POSITIVE_INFINITY)
  const bytes = element.number(call, 'bandwidth', Number.POSITIVE_INFINITY) * 1024
  const used = quota.calls - ownCount(call, quota)
  if (used >= calls) throw exceeded('call volume', quota.endsAt, source)
  if (quota.bytes >= bytes) throw exceeded('bandwidth', quota.endsAt, source)
  call.record.decide(`${used + 1} calls in this period`)
}

/** Counts the bytes of the call when it has ended. */
export function countBytes(call: Call, quota: Quota): void {
  call.onFinish.push((passed) => {
    quota.bytes += passed
  })
}

function exceeded(what: string, endsAt: number, source?: string) {
  const seconds = Math.max(1, Math.ceil((endsAt - Date.now()) / 1000))
  const until = Number.isFinite(seconds)
    ? `Quota will be replenished in ${clock(seconds)}.`
    : 'It is not replenished.'
  return new PolicyError({
    ...(source === undefined ? {} : { source }),
    reason: 'QuotaExceeded',
    message: `Out of ${what} quota. ${until}`,
    status: 403,
    headers: Number.isFinite(seconds) ? { 'Retry-After': String(seconds) } : {}
  })
}

function clock(seconds: number) {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}
