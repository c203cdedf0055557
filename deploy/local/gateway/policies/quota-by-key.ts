import { PolicyError } from '../call/policy-error.ts'
import type { Policy } from '../pipeline/policy.ts'
import { int, literal, required } from '../pipeline/schema.ts'
import { LIMIT_SOURCES } from '../undocumented.ts'
import { countCall } from './rate-limit-by-key.ts'

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
  run(call, element) {
    const start = element.has('first-period-start')
      ? Date.parse(element.text(call, 'first-period-start'))
      : Date.now()
    const periodMs = element.number(call, 'renewal-period') * 1000
    const quota = call.gateway.counters.used(element.text(call, 'counter-key'), periodMs, start)
    const calls = element.number(call, 'calls', Number.POSITIVE_INFINITY)
    const bytes = element.number(call, 'bandwidth', Number.POSITIVE_INFINITY) * 1024
    if (quota.calls >= calls) throw exceeded('call volume', quota.endsAt)
    if (quota.bytes >= bytes) throw exceeded('bandwidth', quota.endsAt)
    call.record.decide(`${quota.calls + 1} calls in this period`)
    countCall(call, element, (amount) => {
      quota.calls += amount
    })
    call.onFinish.push((passed) => {
      quota.bytes += passed
    })
  }
}

function exceeded(what: string, endsAt: number) {
  const seconds = Math.max(1, Math.ceil((endsAt - Date.now()) / 1000))
  const until = Number.isFinite(seconds)
    ? `Quota will be replenished in ${clock(seconds)}.`
    : 'It is not replenished.'
  return new PolicyError({
    source: LIMIT_SOURCES.quota,
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
