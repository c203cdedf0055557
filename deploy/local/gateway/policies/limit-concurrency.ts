import { PolicyError } from '../call/policy-error.ts'
import { sections } from '../call/section.ts'
import type { Policy } from '../pipeline/policy.ts'
import { runSteps } from '../pipeline/run-steps.ts'
import { required } from '../pipeline/schema.ts'

export const limitConcurrency: Policy = {
  name: 'limit-concurrency',
  sections,
  schema: {
    attributes: { key: required, 'max-count': { type: 'int', min: 1, required: true, literal: true } },
    policies: true
  },
  async run(call, element) {
    const { running } = call.gateway.counters
    const key = element.text(call, 'key')
    const now = running.get(key) ?? 0
    if (now >= element.number(call, 'max-count')) {
      throw new PolicyError({
        reason: 'ConcurrencyLimitExceeded',
        message: 'Too many requests are being processed.',
        status: 429
      })
    }
    running.set(key, now + 1)
    call.record.decide(`${now + 1} running`)
    try {
      await runSteps(call, element.steps)
    } finally {
      const left = (running.get(key) ?? 1) - 1
      if (left > 0) running.set(key, left)
      else running.delete(key)
    }
  }
}
