import type { Caller } from '../caller.ts'
import type { Config } from '../config.ts'
import { problems } from './codes.ts'
import { Problem } from './problem.ts'

/**
 * The problem of a token that lacks some of the scopes (short names); undefined where it has all. Its text holds the full
 * names, because they are what a client must be told to ask for.
 */
export function missingScopes(
  caller: Pick<Caller, 'scopes'>,
  scopes: readonly string[],
  { scopeUri }: Pick<Config, 'scopeUri'>
): Problem | undefined {
  const missing = scopes.filter((scope) => !caller.scopes.has(scope))
  if (missing.length === 0) return undefined
  const names = `the scope${missing.length > 1 ? 's' : ''} ${missing.map(scopeUri).join(' and ')}`
  const detail = problems.scope_insufficient.detail.replace('the missing scopes', names)
  return new Problem('scope_insufficient', { scopes, detail })
}
