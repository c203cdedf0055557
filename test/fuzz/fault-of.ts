import { isObject, parseObject } from '../../app/json-object.ts'
import { type FuzzRequest, isWhole } from './fuzz-request.ts'
import type { Answer } from './send.ts'

/** What no answer may hold unless the request is the user's own. */
export interface Private {
  /** Tokens of anybody. */
  tokens: readonly string[]
  /** Words about the account `user`. */
  user: readonly string[]
}

/** What is wrong with an answer, in a sentence. */
export function faultOf(request: FuzzRequest, answer: Answer, { tokens, user }: Private): string | undefined {
  if (!answer) return isWhole(request) ? 'no answer' : undefined
  const { status, text } = answer
  if (text.includes('"text":"internal_error:')) return `a tool failed: ${text.slice(0, 300)}`
  if (status >= 500) return `a ${status}: ${text.slice(0, 300)}`
  if (tokens.some((token) => text.includes(token))) return 'a token in the answer'
  if (/\beyJ[\w-]+\.eyJ/.test(text) && !request.body.includes('eyJ')) return 'a token in the answer'
  if (/\n\s+at .+:\d+:\d+/.test(text)) return 'a stack trace in the answer'
  const isUsers = request.headers.some(([, value]) => value.includes('{user'))
  if (!isUsers && user.some((word) => text.includes(word) && !request.body.includes(word)))
    return 'the answer speaks of a user who did not ask'
  if (status >= 400 && request.method !== 'HEAD' && !isExplained(request, answer))
    return `a ${status} without a problem document: ${answer.type} ${text.slice(0, 200)}`
}

/** What is no HTTP, or of no API of ours, never reaches a policy: API Management answers it in its own words. */
function isThePlatforms(request: FuzzRequest, text: string): boolean {
  if (text === '') return !isWhole(request)
  return parseObject(text)?.message === 'Unable to match incoming request to an operation.'
}

function isExplained(request: FuzzRequest, { status, type, text }: NonNullable<Answer>): boolean {
  const document = parseObject(text)
  if (type.startsWith('application/problem+json'))
    return (
      document?.status === status &&
      typeof document.code === 'string' &&
      typeof document.detail === 'string' &&
      /^[0-9a-f]{32}$/.test(String(document.requestId))
    )
  if (request.to === 'gateway' && isThePlatforms(request, text)) return true
  // RFC 6749 §5.2.
  if (/^\/oauth\/token/i.test(request.target) && typeof document?.error === 'string')
    return typeof document.error_description === 'string'
  const error = document?.error
  return (
    document?.jsonrpc === '2.0' &&
    isObject(error) &&
    Number.isInteger(error.code) &&
    typeof error.message === 'string'
  )
}
