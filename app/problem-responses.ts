import { type ProblemCode, ProblemDocument, problems } from './errors.ts'

/** The codes that every operation can answer. */
const anywhere: ProblemCode[] = ['headers_too_large', 'internal_error', 'overloaded']

/** The codes of an operation that needs a user's token. */
export const callerProblems: ProblemCode[] = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'scope_insufficient',
  'user_required',
  'identity_unavailable'
]

/** The codes of an operation that calls Microsoft Graph. */
export const graphProblems: ProblemCode[] = [
  'claims_required',
  'consent_required',
  'graph_forbidden',
  'graph_not_found',
  'exchange_misconfigured',
  'graph_unavailable'
]

/** The codes of an operation that reads a JSON body. */
export const bodyProblems: ProblemCode[] = ['input_invalid', 'body_too_large', 'media_type_unsupported']

/** The response schemas of the given error codes, one a status, each naming its codes. */
export function problemResponses(codes: readonly ProblemCode[]) {
  const byStatus = Object.groupBy([...anywhere, ...codes], (code) => problems[code].status)
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, alternatives = []]) => [
      status,
      {
        description: alternatives.map((code) => `\`${code}\`: ${problems[code].detail}`).join('\n\n'),
        content: { 'application/problem+json': { schema: ProblemDocument } }
      }
    ])
  )
}
