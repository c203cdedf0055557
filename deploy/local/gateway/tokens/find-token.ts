import type { Call } from '../call/call.ts'
import { PolicyError } from '../call/policy-error.ts'
import { parseQuery } from '../http/query.ts'
import type { Element } from '../pipeline/policy.ts'

/** Finds the token in the value, query parameter or header that an element names. Authorization needs a scheme. */
export function findToken(call: Call, element: Element): string {
  const token = found(call, element)
  if (token) return token
  throw new PolicyError({ reason: 'TokenNotPresent', message: 'JWT not present.', status: 401 })
}

function found(call: Call, element: Element) {
  if (element.has('token-value')) return element.text(call, 'token-value')
  if (element.has('query-parameter-name')) {
    const name = element.text(call, 'query-parameter-name')
    return parseQuery(call.request.query).find((parameter) => parameter.name === name)?.value
  }
  const name = element.text(call, 'header-name', 'Authorization').toLowerCase()
  const value = call.request.headers.get(name)?.join(',')
  if (name !== 'authorization') return value
  const scheme = element.text(call, 'require-scheme', 'Bearer').toLowerCase()
  const [given = '', token] = value?.split(/ +(.*)/s) ?? []
  return given.toLowerCase() === scheme ? token : undefined
}
