import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { Call } from '../call/call.ts'
import { PolicyError } from '../call/policy-error.ts'
import { sections } from '../call/section.ts'
import type { Headers } from '../http/headers.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { required, type Schema, text } from '../pipeline/schema.ts'

export const existsActions = ['override', 'skip', 'append', 'delete'] as const

export const namedValuesSchema: Schema = {
  attributes: { name: required, 'exists-action': { type: existsActions } },
  children: { value: { schema: { text } } }
}

export const setHeader: Policy = {
  name: 'set-header',
  sections,
  schema: namedValuesSchema,
  check: nameProblem,
  run(call, element) {
    applyHeader(call, element, messageHeaders(call))
  }
}

/** Returns what is wrong with the header name, or undefined. An expression's name is checked when a call runs. */
export function nameProblem(element: Element): string | undefined {
  return element.computed('name') || isHeaderName(element.source('name'))
    ? undefined
    : `"${element.source('name')}" is not a header name: write letters, digits and hyphens`
}

/** Applies a `<set-header>` to headers, also inside send-request and return-response. */
export function applyHeader(call: Call, element: Element, headers: Headers): void {
  const name = element.text(call, 'name').toLowerCase()
  if (!isHeaderName(name)) throw failed('The name of the header has characters that are not allowed.')
  const action = element.text(call, 'exists-action', 'override')
  call.record.decide(`${name} ${untouchable(name, action) ? 'cannot be changed' : change()}`)

  function change() {
    const held = headers.get(name)
    if (action === 'delete') return headers.delete(name) ? 'deleted' : 'absent'
    if (held && action === 'skip') return 'kept'
    const values = element.all('value').map((value) => checked(name, value.content(call)))
    headers.set(name, held && action === 'append' ? [...held, ...values] : values)
    return held ? action : 'set'
  }
}

// These headers belong to the connection. `Server` can be set but not removed.
function untouchable(name: string, action: string) {
  const owned = ['connection', 'content-length', 'keep-alive', 'transfer-encoding']
  return owned.includes(name) || (name === 'server' && action === 'delete')
}

function messageHeaders(call: Call): Headers {
  const answers = call.section === 'outbound' || call.section === 'on-error'
  return answers && call.response ? call.response.headers : call.request.headers
}

function isHeaderName(name: string) {
  try {
    validateHeaderName(name)
    return true
  } catch {
    return false
  }
}

function checked(name: string, value: string) {
  try {
    validateHeaderValue(name, value)
    return value
  } catch {
    throw failed(`The value of the header ${name} has characters that are not allowed, such as a line break.`)
  }
}

function failed(message: string) {
  return new PolicyError({ reason: 'ExpressionValueEvaluationFailure', message })
}
