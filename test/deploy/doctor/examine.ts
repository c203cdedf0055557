import { diagnose, type Finding } from '../../../deploy/doctor/diagnose.ts'
import type { SubjectOptions } from '../../../deploy/doctor/subject.ts'

/** Every finding, by the id of its check. */
export async function examine(options: SubjectOptions): Promise<Record<string, Finding>> {
  const found: Record<string, Finding> = {}
  for await (const finding of diagnose(options)) found[finding.check] = finding
  return found
}

/** The ids of the checks that report that state. */
export function those(findings: Record<string, Finding>, state: Finding['state']): string[] {
  return Object.values(findings)
    .filter((finding) => finding.state === state)
    .map(({ check }) => check)
}
