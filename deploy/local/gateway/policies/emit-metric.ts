import { sections } from '../call/section.ts'
import type { Policy } from '../pipeline/policy.ts'
import { literalBoolean, required, text } from '../pipeline/schema.ts'

/** The dimensions for which API Management knows the value. */
const known = ['API ID', 'Operation ID', 'Product ID', 'User ID', 'Subscription ID', 'Location', 'Gateway ID']

export const emitMetric: Policy = {
  name: 'emit-metric',
  sections,
  schema: {
    attributes: {
      name: required,
      namespace: text,
      value: { type: 'number' },
      'default-dimensions': literalBoolean
    },
    children: { dimension: { schema: { attributes: { name: required, value: text } }, max: 10 } }
  },
  run(call, element) {
    const dimensions = element.all('dimension').map((dimension) => {
      const name = dimension.text(call, 'name')
      return dimension.has('value') || !known.includes(name)
        ? `${name}: ${dimension.text(call, 'value')}`
        : name
    })
    call.record.decide(
      `${element.text(call, 'name')} ${element.number(call, 'value', 1)} ${dimensions.join(', ')}`.trim()
    )
  }
}
