import { sections } from '../call/section.ts'
import type { Policy } from '../pipeline/policy.ts'
import { runSteps } from '../pipeline/run-steps.ts'
import { boolean } from '../pipeline/schema.ts'

export const choose: Policy = {
  name: 'choose',
  sections,
  schema: {
    children: {
      when: { schema: { attributes: { condition: { ...boolean, required: true } }, policies: true }, min: 1 },
      otherwise: { schema: { policies: true }, max: 1 }
    }
  },
  async run(call, element) {
    const whens = element.all('when')
    const taken = whens.find((when) => when.flag(call, 'condition')) ?? element.first('otherwise')
    if (!taken) return call.record.decide('none taken')
    call.record.decide(`${taken.path.split('/').at(-1)?.replace('otherwise[1]', 'otherwise')} taken`)
    await runSteps(call, taken.steps)
  }
}
