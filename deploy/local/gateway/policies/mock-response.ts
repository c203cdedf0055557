import { answer, type Call, respond } from '../call/call.ts'
import type { Policy } from '../pipeline/policy.ts'
import { literal, literalBoolean } from '../pipeline/schema.ts'

export const mockResponse: Policy = {
  name: 'mock-response',
  sections: ['inbound', 'outbound', 'on-error'],
  schema: {
    attributes: {
      enabled: literalBoolean,
      'status-code': { type: 'int', min: 100, max: 999, literal: true },
      'content-type': literal
    },
    unsupported: ['index']
  },
  run(call, element) {
    if (!element.flag(call, 'enabled', true)) return
    const status = element.number(call, 'status-code', 200)
    const content = call.operation?.description.responses?.[String(status)]?.content ?? {}
    const type = element.text(call, 'content-type', Object.keys(content)[0] ?? '')
    const example = exampleOf(content[type])
    const made = answer(status, example === undefined ? null : JSON.stringify(example))
    if (type !== '' && example !== undefined) made.headers.set('content-type', [type])
    respond(call, made)
    end(call)
  }
}

function end(call: Call) {
  call.ended = true
  call.record.decide('mocked')
}

function exampleOf(media: { example?: unknown; schema?: unknown } | undefined) {
  if (media?.example !== undefined) return media.example
  const { schema } = media ?? {}
  return typeof schema === 'object' && schema !== null && 'example' in schema ? schema.example : undefined
}
