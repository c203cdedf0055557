import { Problem } from '../problems/problem.ts'

/** What a model reads when a tool failed: the code, and what to do next. */
export function failureText(problem: Problem, requestId: string): string {
  const { code, message, status, options } = problem
  const consent = options.consentUrl ? ` consentUrl: ${options.consentUrl}` : ''
  return `${code}: ${message}${consent}${status >= 500 ? ` requestId: ${requestId}` : ''}`
}

/** What is not the tool's to say: the caller must sign in anew, or ask for more, which HTTP tells its client. */
export function concernsTheToken(problem: Problem): boolean {
  return problem.status === 401 || problem.code === 'scope_insufficient'
}

/** Nothing of an unforeseen error is for the caller. */
export function toProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('internal_error', { cause: error })
}
