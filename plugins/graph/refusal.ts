import { isObject, parseObject } from '../../app/json-object.ts'
import { retryAfterSeconds } from '../../app/outbound/retry-after.ts'
import type { Answer } from '../../app/outbound/send.ts'
import type { ProblemCode } from '../../app/problems/codes.ts'
import { invalidInput } from '../../app/problems/invalid-input.ts'
import { Problem, type ProblemOptions } from '../../app/problems/problem.ts'
import type { GraphOptions } from '../../app/tools/tool.ts'

/** What Graph says of a refusal: https://learn.microsoft.com/graph/errors */
export interface GraphError {
  code: string | undefined
  message: string | undefined
}

interface Reading extends Pick<GraphOptions, 'blame'> {
  /** Whether the answer quotes Graph. */
  explain: boolean
}

const noMailbox =
  'The signed-in user has no mailbox in Exchange Online, so there is no mail and no calendar to read. Ask an administrator for a licence.'

/** What is missing as a whole, by the code of a 404: there is no item to look for. */
const missingServices: Record<string, string> = {
  MailboxNotEnabledForRESTAPI: noMailbox,
  MailboxNotSupportedForRESTAPI: noMailbox,
  ErrorNonExistentMailbox: noMailbox
}

/** What Graph's refusal means for the caller: by status and error code, never by the message. */
export function refusal(answer: Answer, error: GraphError, { blame = {}, explain }: Reading): Problem {
  const { status, headers } = answer
  const { code = '' } = error
  const claims = claimsOf(answer)
  if (claims) return new Problem('claims_required', { claims })
  if (status === 401)
    return problem('graph_refused', {
      detail:
        'Microsoft Graph does not accept the token that was exchanged for this user, and a new one did not help. Give the requestId to the operator.'
    })
  if (status === 403) return problem('graph_forbidden')
  if (status === 404 && code !== '') {
    const detail = missingServices[code]
    return problem('graph_not_found', detail ? { detail } : {})
  }
  const input = status === 400 ? (blame[code] ?? blame['*']) : undefined
  if (input) return invalidInput(input, 'Microsoft Graph does not accept it.')
  if (status === 400 || status === 404 || status === 405) return problem('graph_refused')
  return problem('graph_unavailable', {
    retryAfter: retryAfterSeconds(headers['retry-after']),
    cause: new Error(`Graph answered ${status}`)
  })

  function problem(problemCode: ProblemCode, options: ProblemOptions = {}): Problem {
    const made = new Problem(problemCode, options)
    if (!explain || !error.message) return made
    return new Problem(problemCode, {
      ...options,
      detail: `${made.message} Graph says: ${code}: ${error.message}`
    })
  }
}

/** Graph's error in the body of a refusal. */
export function errorOf({ text }: Answer): GraphError {
  const error = parseObject(text)?.error
  const { code, message } = isObject(error) ? error : {}
  return {
    code: typeof code === 'string' && /^[\w.-]{1,100}$/.test(code) ? code : undefined,
    message: typeof message === 'string' ? message : undefined
  }
}

/**
 * The claims that a new sign-in must satisfy, as JSON text: continuous access evaluation asks with a 401, Conditional
 * Access on a resource of Graph with a 403.
 */
export function claimsOf({ status, headers }: Answer): string | undefined {
  if (status !== 401 && status !== 403) return undefined
  const encoded = /\bclaims="([\w+/=-]+)"/.exec(String(headers['www-authenticate']))?.[1]
  return encoded && Buffer.from(encoded, 'base64').toString()
}
