import type { ExpressionContext } from './context.ts'
import type { Place } from './errors.ts'

export type * from './context.ts'
export { CSharpException, ExpressionError, type Place } from './errors.ts'

/** Gives the value as C# sees it (pass it on in `Variables`, or through `toHost` or `display`). Throws CSharpException. */
export type Expression = (context: ExpressionContext) => unknown

/** Loads the C# grammar; once, before the first `compile`. */
export async function loadGrammar(): Promise<void> {}

/** Compiles one policy expression (`@(…)` or `@{…}`, the whole text). Throws ExpressionError. */
export function compile(source: string, where: Place): Expression {
  throw new Error(`not yet: ${source} ${where.file}`)
}

/** The bodies an expression may read, which the caller buffers first; variables are those that hold a response. */
export function readsBody(compiled: Expression): {
  request: boolean
  response: boolean
  variables: string[]
} {
  throw new Error(`not yet: ${compiled.name}`)
}

/** The value for the host: numbers as number, dates and the like as text, sequences and JSON as plain objects. */
export function toHost(value: unknown): string | number | boolean | object | null {
  throw new Error(`not yet: ${String(value)}`)
}

/** The value as C#'s `ToString` writes it in the invariant culture; null is empty. */
export function display(value: unknown): string {
  return String(value)
}

/** A `Jwt` of the token, its signature not checked; null when it is none. */
export function jwt(token: string): object | null {
  throw new Error(`not yet: ${token.length}`)
}
