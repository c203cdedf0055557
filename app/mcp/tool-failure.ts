import { Problem } from '../problems/problem.ts'

/** What a model reads when a tool failed: the code, and what to do next. */
export function failureText(problem: Problem, requestId: string): string {
  const { code, message, status, options } = problem
  const consent = options.consentUrl ? ` consentUrl: ${options.consentUrl}` : ''
  return `${code}: ${message}${consent}${status >= 500 ? ` requestId: ${requestId}` : ''}`
}

/** Whether the problem is the caller's token. The client must then sign in again or ask for more scopes, and only HTTP can tell it so. */
export function concernsTheToken(problem: Problem): boolean {
  return problem.status === 401 || problem.code === 'scope_insufficient'
}

/** An unforeseen error tells the caller nothing of the inside. */
export function toProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('internal_error', { cause: error })
}
