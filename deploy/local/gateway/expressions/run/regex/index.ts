import { fail } from '../value.ts'
import { compile } from './compile.ts'
import type { Program } from './program.ts'

export type { Span } from './captures.ts'
export { find as findGroup } from './compile.ts'
export type { GroupName, Program } from './program.ts'
export { Search } from './search.ts'
export { withoutEscapes } from './without-escapes.ts'

const MAX_PATTERN = 1_000
const MAX_KNOWN = 500
const known = new Map<string, Program>()

/** The compiled pattern, kept for the next use. Throws ArgumentException. */
export function programOf(pattern: string, options: number): Program {
  const key = `${options} ${pattern}`
  const found = known.get(key)
  if (found !== undefined) return found
  if (pattern.length > MAX_PATTERN)
    return fail('ArgumentException', `The pattern is longer than ${MAX_PATTERN} characters. Split it.`)
  const program = compile(pattern, options)
  // A Map keeps the order of its keys, so the first one is the oldest.
  const [oldest] = known.size < MAX_KNOWN ? [] : known.keys()
  if (oldest !== undefined) known.delete(oldest)
  known.set(key, program)
  return program
}
