import { branchOf } from '../call/branch.ts'
import type { Call } from '../call/call.ts'
import type { Policy, Step } from '../pipeline/policy.ts'
import { runSteps } from '../pipeline/run-steps.ts'
import { WAIT } from '../undocumented.ts'

export const wait: Policy = {
  name: 'wait',
  sections: ['inbound', 'backend', 'outbound'],
  schema: {
    attributes: { for: { type: ['all', 'any'], ...(WAIT.needsFor ? { required: true } : {}) } },
    policies: true
  },
  check({ steps }) {
    const other = steps.find(({ policy }) => !WAIT.children.includes(policy.name))
    if (steps.length === 0 || other)
      return `<wait> holds ${WAIT.children.join(', ')}, at least one of them${other ? `, and no ${other.policy.name}` : ''}`
    return undefined
  },
  async run(call, element) {
    const branches = element.steps.map((step) => branch(call, step))
    const runs = branches.map(({ run }) => run)
    try {
      await (element.text(call, 'for', 'all') === 'any' ? Promise.race(runs) : Promise.all(runs))
    } finally {
      for (const { terminate } of branches) terminate()
      await Promise.allSettled(runs)
    }
  }
}

// A child that has ended is not aborted, because its answer may still stream.
function branch(call: Call, step: Step) {
  const stop = new AbortController()
  let running = true
  const run = runSteps(branchOf(call, AbortSignal.any([call.signal, stop.signal])), [step]).finally(() => {
    running = false
  })
  return { run, terminate: () => running && stop.abort() }
}
