import type { Subject } from './subject.ts'

/**
 * What a check found. `found` and `expected` are the pair that disagrees; `fix` says who does what, where. A check is
 * skipped where an option is missing or there is nothing to look at. It is not run where an earlier error is the cause.
 */
export type Outcome =
  | { state: 'ok'; note?: string }
  | { state: 'skipped' | 'not-run'; note: string }
  | { state: 'warning' | 'error'; found: string; expected: string; fix: string }

export interface Check {
  /** Stable: `--json` names the check by it. */
  id: string
  title: string
  /** Earlier checks that this one depends on: after an error in one of them it is not run. */
  needs?: readonly string[]
  /** Earlier checks: an error in one of them explains an error in this one, which is then not reported. */
  explainedBy?: readonly string[]
  run(subject: Subject): Promise<Outcome>
}

export interface Group {
  title: string
  checks: readonly Check[]
}

export function ok(note?: string): Outcome {
  return { state: 'ok', ...(note && { note }) }
}

export function skipped(note: string): Outcome {
  return { state: 'skipped', note }
}

export function notRun(note: string): Outcome {
  return { state: 'not-run', note }
}

export function warning(found: string, expected: string, fix: string): Outcome {
  return { state: 'warning', found, expected, fix }
}

export function error(found: string, expected: string, fix: string): Outcome {
  return { state: 'error', found, expected, fix }
}
