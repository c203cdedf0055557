import { STATUS_CODES } from 'node:http'
import { type Static, Type } from '@sinclair/typebox'
import { type ProblemCode, problems } from './codes.ts'

export interface ProblemOptions extends ErrorOptions {
  /** Replaces the code's own advice; never holds anything of the inside. */
  detail?: string
  /** Short names of all the API scopes that the call needs. */
  scopes?: readonly string[]
  /** The claims that the next sign-in must satisfy, as the JSON text of Entra. */
  claims?: string
  /** Seconds. */
  retryAfter?: number
  /** The methods of a 405's Allow header. */
  allow?: string
  /** Where an administrator grants consent. */
  consentUrl?: string
}

/** A failure that the caller is told of. Compare `code`, never the text. */
export class Problem extends Error {
  override name = 'Problem'
  readonly code: ProblemCode
  readonly options: ProblemOptions
  /** Seconds, for the Retry-After header; the message names them. */
  readonly retryAfter: number | undefined

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    const { detail = problems[code].detail, retryAfter = problems[code].status === 503 ? 5 : undefined } =
      options
    super(detail.replace('the seconds in Retry-After', inWords(retryAfter)), options)
    this.code = code
    this.options = options
    this.retryAfter = retryAfter
  }

  get status(): number {
    return problems[this.code].status
  }
}

function inWords(seconds: number | undefined): string {
  if (seconds === undefined) return 'a while'
  return seconds === 1 ? '1 second' : `${seconds} seconds`
}

/** RFC 9457. `type` is about:blank, so `title` is the phrase of the status; `code` tells the problems apart. */
export const ProblemDocument = Type.Object(
  {
    type: Type.Literal('about:blank'),
    title: Type.String({ examples: ['Unauthorized'] }),
    status: Type.Integer({ examples: [401] }),
    detail: Type.String({
      description: 'What to do next, for a person or a model.',
      examples: [problems.token_expired.detail]
    }),
    code: Type.Unsafe<ProblemCode>({
      type: 'string',
      enum: Object.keys(problems),
      description: 'Stable: decide by this.',
      examples: ['token_expired']
    }),
    requestId: Type.String({
      description: 'The trace id: give it to the operator.',
      examples: ['4bf92f3577b34da6a3ce929d0e0e4736']
    }),
    consentUrl: Type.Optional(
      Type.String({ description: 'Only with `consent_required`: where an administrator grants consent.' })
    )
  },
  { title: 'Problem', description: 'An error in the form of RFC 9457.' }
)

export function problemDocument(problem: Problem, requestId: string): Static<typeof ProblemDocument> {
  const { status, message, code, options } = problem
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] as string,
    status,
    detail: message,
    code,
    requestId,
    ...(options.consentUrl && { consentUrl: options.consentUrl })
  }
}
