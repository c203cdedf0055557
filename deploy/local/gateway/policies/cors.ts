import { answer, type Call, respond } from '../call/call.ts'
import { commaSeparated } from '../http/headers.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { boolean, int, listOf } from '../pipeline/schema.ts'
import { MOST_CORS_PER_SECTION } from '../undocumented.ts'

export const cors: Policy = {
  name: 'cors',
  sections: ['inbound'],
  mostPerSection: MOST_CORS_PER_SECTION,
  runsOnPreflight: true,
  schema: {
    attributes: { 'allow-credentials': boolean, 'terminate-unmatched-request': boolean },
    children: {
      'allowed-origins': { schema: listOf('origin'), min: 1, max: 1 },
      'allowed-methods': {
        schema: { attributes: { 'preflight-result-max-age': int }, ...listOf('method') },
        max: 1
      },
      'allowed-headers': { schema: listOf('header'), max: 1 },
      'expose-headers': { schema: listOf('header'), max: 1 }
    },
    anyOrder: true
  },
  check: (element) => originProblem(element.first('allowed-origins')?.all('origin') ?? []),
  run(call, element) {
    const origin = call.request.headers.get('origin')?.[0]
    // The first cors of a call applies (cors reference).
    if (origin === undefined || call.answerHeaders.has('access-control-allow-origin')) return
    const allowed = allowedOrigin(call, element, origin)
    if (call.preflight ? allowed && requestFits(call, element) : allowed) grant(call, element, allowed)
    else refuse(call, element)
  }
}

// The origins are `*` alone, or a list. An expression's value is only known when a call runs.
function originProblem(origins: Element[]) {
  const literals = origins.filter((origin) => !origin.computed()).map((origin) => origin.source().trim())
  if (literals.includes('*'))
    return origins.length > 1 ? 'the origin * stands alone: list the origins, or write * only' : undefined
  const wrong = literals.find((text) => normalised(text) === undefined)
  return wrong === undefined
    ? undefined
    : `"${wrong}" is not an origin: write scheme://host or scheme://host:port, without a wildcard`
}

function grant(call: Call, element: Element, origin: string) {
  const headers = call.answerHeaders
  headers.set('access-control-allow-origin', [origin])
  if (origin !== '*') headers.set('vary', ['Origin'])
  if (element.flag(call, 'allow-credentials')) headers.set('access-control-allow-credentials', ['true'])
  call.record.decide(`${origin} allowed`)
  if (!call.preflight) {
    const exposed = items(call, element, 'expose-headers', 'header')
    if (exposed.length > 0) headers.set('access-control-expose-headers', [exposed.join(',')])
    return
  }
  const maxAge = element.first('allowed-methods')?.number(call, 'preflight-result-max-age', 0) ?? 0
  headers.set('access-control-allow-methods', [asked(call, 'method')])
  const names = asked(call, 'headers')
  if (names !== '') headers.set('access-control-allow-headers', [names])
  if (maxAge > 0) headers.set('access-control-max-age', [String(maxAge)])
  end(call)
}

// Ends the call with an empty 200 without CORS headers, unless terminate-unmatched-request lets it continue.
function refuse(call: Call, element: Element) {
  call.record.decide('origin, method or headers not allowed')
  if (!element.flag(call, 'terminate-unmatched-request', true)) return
  if (call.preflight || ['GET', 'HEAD'].includes(call.request.method)) end(call)
}

function end(call: Call) {
  respond(call, answer(200))
  call.ended = true
}

function allowedOrigin(call: Call, element: Element, origin: string) {
  const origins = items(call, element, 'allowed-origins', 'origin')
  if (origins.includes('*')) return '*'
  const wanted = normalised(origin)
  return wanted !== undefined && origins.some((allowed) => normalised(allowed) === wanted) ? origin : ''
}

/** The origin in lower case, without the default port of its scheme. Undefined for anything else. */
function normalised(origin: string) {
  const url = URL.parse(origin)
  if (!url || !/^[a-z][a-z\d+.-]*:\/\/[^/?#*\s]+\/?$/i.test(origin) || url.username !== '') return undefined
  return `${url.protocol}//${url.host.toLowerCase()}`
}

function requestFits(call: Call, element: Element) {
  const methods = element.first('allowed-methods')
    ? items(call, element, 'allowed-methods', 'method')
    : ['GET', 'POST']
  const headers = items(call, element, 'allowed-headers', 'header').map((name) => name.toLowerCase())
  const names = commaSeparated(asked(call, 'headers').toLowerCase())
  return (
    (methods.includes('*') || methods.includes(asked(call, 'method'))) &&
    (headers.includes('*') || names.every((name) => headers.includes(name)))
  )
}

function asked(call: Call, what: 'method' | 'headers') {
  return call.request.headers.get(`access-control-request-${what}`)?.join(',') ?? ''
}

function items(call: Call, element: Element, list: string, item: string) {
  return (element.first(list)?.all(item) ?? []).map((child) => child.content(call))
}
