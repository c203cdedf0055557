import { sections } from '../call/section.ts'
import type { Policy } from '../pipeline/policy.ts'
import { required, text } from '../pipeline/schema.ts'
import { IN_ON_ERROR } from '../undocumented.ts'

export const trace: Policy = {
  name: 'trace',
  sections: IN_ON_ERROR.trace ? sections : ['inbound', 'backend', 'outbound'],
  schema: {
    attributes: { source: required, severity: { type: ['verbose', 'information', 'error'], literal: true } },
    children: {
      message: { schema: { text }, max: 1 },
      metadata: { schema: { attributes: { name: required, value: required } } }
    },
    // The message may also be the element's own text: that is its older form, and the schema allows both.
    text,
    anyOrder: true
  },
  run(call, element) {
    const message = (element.first('message') ?? element).content(call)
    const metadata = element
      .all('metadata')
      .map((entry) => `${entry.text(call, 'name')}=${entry.text(call, 'value')}`)
    call.record.decide(
      [element.text(call, 'source'), message, ...metadata].filter((part) => part !== '').join(' · ')
    )
  }
}
