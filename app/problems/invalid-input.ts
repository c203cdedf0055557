import { Problem } from './problem.ts'

/** A refusal that names the input and the remedy, never the input's value. */
export function invalidInput(field: string, remedy: string): Problem {
  return new Problem('input_invalid', { detail: `Correct the input ${field}: ${remedy}` })
}
