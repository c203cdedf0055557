import type { Subject } from './subject.ts'

/** What a check found. `found` and `expected` are the pair that disagrees; `fix` says who does what, where. */
export type Outcome =
  | { state: 'ok'; note?: string }
  | { state: 'skipped'; note: string }
  | { state: 'warning' | 'error'; found: string; expected: string; fix: string }

export interface Check {
  /** Stable: `--json` names the check by it. */
  id: string
  title: string
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

export function warning(found: string, expected: string, fix: string): Outcome {
  return { state: 'warning', found, expected, fix }
}

export function error(found: string, expected: string, fix: string): Outcome {
  return { state: 'error', found, expected, fix }
}
