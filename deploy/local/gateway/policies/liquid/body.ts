import type { Answer, Request } from '../../call/call.ts'
import { dateOf } from './values.ts'

/** The body of a message, already read, as a template sees it: parsed if its Content-Type is JSON, else text. */
export function liquidBody({ headers, body }: Request | Answer, dates: boolean): unknown {
  const type = headers.get('content-type')?.join() ?? ''
  const text = new TextDecoder().decode(body.message?.content)
  if (text === '') return ''
  if (/^(application|text)\/xml\b|\+xml\b/i.test(type))
    throw new Error('An XML body in a Liquid template is not supported here. Use a JSON body.')
  if (!/^(application|text)\/json\b|\+json\b/i.test(type)) return text
  try {
    return JSON.parse(text, (_, value, { source }: { source?: string } = {}) => bound(value, source, dates))
  } catch {
    throw new Error('The Content-Type of the body is JSON, but the body is not.')
  }
}

// An integer that is too large for a JavaScript number becomes text, so that it keeps its digits.
function bound(value: unknown, source: string | undefined, dates: boolean) {
  if (typeof value === 'number' && source && /^-?\d+$/.test(source) && !Number.isSafeInteger(value))
    return source
  return (dates && typeof value === 'string' && dateIn(value)) || value
}

function dateIn(text: string) {
  const [, milliseconds] = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(text) ?? []
  if (milliseconds !== undefined) return dateOf(new Date(Number(milliseconds)).toISOString())
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(?:Z|[+-]\d\d:\d\d)?$/
  return iso.test(text) ? dateOf(text) : undefined
}
