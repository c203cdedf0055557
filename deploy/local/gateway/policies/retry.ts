import { setTimeout as delay } from 'node:timers/promises'
import type { Call } from '../call/call.ts'
import { sections } from '../call/section.ts'
import { LONGEST_TIMER_MS } from '../call/send.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { readBodies, runSteps } from '../pipeline/run-steps.ts'
import { boolean, int } from '../pipeline/schema.ts'

export const retry: Policy = {
  name: 'retry',
  sections,
  schema: {
    attributes: {
      condition: { ...boolean, required: true },
      count: { type: 'int', min: 1, max: 50, required: true },
      interval: { ...int, required: true },
      'max-interval': { type: 'int', min: 1 },
      delta: { type: 'int', min: 1 },
      'first-fast-retry': boolean
    },
    policies: true
  },
  async run(call, element) {
    await runSteps(call, element.steps)
    const count = element.number(call, 'count')
    for (let attempt = 1; attempt <= count && !call.ended; attempt++) {
      await readBodies(call, element)
      if (!element.flag(call, 'condition')) return
      const fast = attempt === 1 && element.flag(call, 'first-fast-retry')
      const seconds = fast ? 0 : pause(call, element, attempt)
      call.record.decide(`retry ${attempt} after ${seconds} s`)
      if (seconds > 0)
        await delay(Math.min(seconds * 1000, LONGEST_TIMER_MS), undefined, { signal: call.signal })
      await runSteps(call, element.steps)
    }
  }
}

// The seconds before a retry: fixed, linear with `delta`, or exponential with `delta` and `max-interval`.
function pause(call: Call, element: Element, attempt: number) {
  const interval = element.number(call, 'interval')
  if (!element.has('delta')) return interval
  const delta = element.number(call, 'delta')
  if (!element.has('max-interval')) return interval + (attempt - 1) * delta
  const spread = delta * (0.8 + Math.random() * 0.4)
  return Math.min(interval + (2 ** attempt - 1) * spread, element.number(call, 'max-interval'))
}
