import type { Subject } from './subject.ts'

/**
 * What a check found. `found` and `expected` are the pair that disagrees; `fix` says who does what, where. A check is
 * skipped where an option is missing or nothing is there to look at, and not run where an error above is the cause.
 */
export type Outcome =
  | { state: 'ok'; note?: string }
  | { state: 'skipped' | 'not-run'; note: string }
  | { state: 'warning' | 'error'; found: string; expected: string; fix: string }

export interface Check {
  /** Stable: `--json` names the check by it. */
  id: string
  title: string
  /** The checks before this one without which it can say nothing: after an error of theirs it is not run. */
  needs?: readonly string[]
  /** The checks before this one whose error explains an error of this one, which is then not reported again. */
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
