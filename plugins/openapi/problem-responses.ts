import { type ProblemCode, problems } from '../../app/problems/codes.ts'
import { ProblemDocument } from '../../app/problems/problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The error codes of the route, besides those that every operation can answer. */
    problems?: readonly ProblemCode[]
  }
}

/** The codes that every operation can answer. */
const anywhere: ProblemCode[] = ['headers_too_large', 'internal_error', 'overloaded']

/** What tells the caller how to go on, by status. */
const headers: Record<string, object> = {
  401: { 'WWW-Authenticate': { type: 'string', description: 'How to sign in: RFC 6750, RFC 9728.' } },
  429: { 'Retry-After': { type: 'integer', description: 'Seconds.' } },
  503: { 'Retry-After': { type: 'integer', description: 'Seconds.' } }
}

/** The responses of the given error codes, one a status, each naming its codes. */
export function problemResponses(codes: readonly ProblemCode[] = []) {
  const byStatus = Object.groupBy([...anywhere, ...codes], (code) => problems[code].status)
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, alternatives = []]) => [
      status,
      {
        description: alternatives.map((code) => `\`${code}\`: ${problems[code].detail}`).join('\n\n'),
        ...(headers[status] && { headers: headers[status] }),
        content: { 'application/problem+json': { schema: ProblemDocument } }
      }
    ])
  )
}
