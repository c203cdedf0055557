import { heldBody } from '../call/body.ts'
import type { Answer, Call, Request } from '../call/call.ts'
import { messageOf } from '../call/message.ts'
import { sections } from '../call/section.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { literalBoolean, text } from '../pipeline/schema.ts'
import { IN_ON_ERROR } from '../undocumented.ts'
import { type LiquidTemplate, parseLiquid, renderLiquid } from './liquid/template.ts'

export const setBody: Policy = {
  name: 'set-body',
  sections: IN_ON_ERROR.setBody ? sections : ['inbound', 'backend', 'outbound'],
  schema: {
    attributes: { template: { type: ['none', 'liquid'], literal: true }, 'parse-date': literalBoolean },
    text,
    template: { attribute: 'template', value: 'liquid' },
    unsupported: ['xsi-nil', 'html-decode-expression']
  },
  check: bodyProblem,
  async run(call, element) {
    const message = messageOf(call)
    const content = await bodyContent(call, element, message)
    if (message === call.response) message.body.discard()
    message.body = heldBody(content)
    message.headers.delete('content-length')
  }
}

/** Returns what is wrong with the Liquid template of a `<set-body>`, or undefined. */
export function bodyProblem(element: Element | undefined): string | undefined {
  if (!element || !isLiquid(element) || element.computed()) return undefined
  try {
    templateOf(element, element.source())
    return undefined
  } catch (error) {
    return `the Liquid template cannot be read: ${error instanceof Error ? error.message : error}`
  }
}

/** The bytes of a `<set-body>`, also inside send-request and return-response. A Liquid template reads `message`. */
export async function bodyContent(
  call: Call,
  element: Element,
  message?: Request | Answer
): Promise<Uint8Array> {
  const written = element.verbatim(call)
  if (!isLiquid(element)) return new TextEncoder().encode(written)
  const dates = element.flag(call, 'parse-date', true)
  return new TextEncoder().encode(await renderLiquid(call, templateOf(element, written), { message, dates }))
}

function isLiquid(element: Element) {
  return element.source('template') === 'liquid'
}

const templates = new WeakMap<Element, LiquidTemplate>()

function templateOf(element: Element, source: string): LiquidTemplate {
  const template = templates.get(element) ?? parseLiquid(source)
  if (!element.computed()) templates.set(element, template)
  return template
}
