import { randomUUID } from 'node:crypto'
import type { Call } from '../call/call.ts'
import type { Element } from '../pipeline/policy.ts'
import { literal, type Schema } from '../pipeline/schema.ts'
import type { Subscription } from '../state/gateway-state.ts'

/** The attributes that name an API or operation within a limit. */
export const named: Schema['attributes'] = { id: literal, name: literal }

/** Returns what is wrong with the APIs and operations of a limit, or undefined. */
export function partsProblem(element: Element): string | undefined {
  const nameless = parts(element).find((part) => !part.has('id') && !part.has('name'))
  return nameless && `<${nameless.name}> in <${element.name}> needs id or name`
}

/** The limits that apply to a call: the policy's own, then those of its API and operation. Each has its own counter. */
export function limitsOf(
  { api, operation }: Call,
  { id }: Subscription,
  element: Element
): { limit: Element; key: string }[] {
  const apis = element.all('api').filter((part) => names(part, api))
  const operations = [element, ...apis].flatMap((part) => part.all('operation'))
  const own = operations.filter((part) => operation && names(part, operation))
  return [element, ...apis, ...own].map((limit) => ({ limit, key: `${idOf(limit)} ${id}` }))
}

/** Records that the limit does not apply to a call without a subscription (rate-limit and quota references). */
export function notSubscribed(call: Call): void {
  call.record.decide('does not apply: the call has no subscription')
}

function parts(element: Element) {
  return ['api', 'operation']
    .flatMap((name) => element.all(name))
    .flatMap((part): Element[] => [part, ...parts(part)])
}

// The id decides if a part has both.
function names(part: Element, { id, name }: { id: string; name: string }) {
  return part.has('id') ? part.source('id') === id : part.source('name') === name
}

// Each element is a limit of its own. A fragment is compiled anew for each document that includes it.
const ids = new WeakMap<Element, string>()

function idOf(element: Element) {
  const id = ids.get(element) ?? randomUUID()
  ids.set(element, id)
  return id
}
