import { NoAnswer } from './ask.ts'
import { type Check, error, type Outcome, skipped } from './check.ts'
import { groups } from './checks.ts'
import { createSubject, type Subject, type SubjectOptions } from './subject.ts'

export type Finding = { group: string; check: string; title: string } & Outcome

/** Runs every check, one after the other; throws `NoAnswer` where the address does not answer at all. */
export async function* diagnose(options: SubjectOptions): AsyncGenerator<Finding> {
  const subject = createSubject(options)
  const reported = new Set<NoAnswer>()
  await subject.status()
  for (const { title: group, checks } of groups) {
    for (const check of checks) {
      yield { group, check: check.id, title: check.title, ...(await run(check, subject, reported)) }
    }
  }
}

/** An answer that several checks wait for in vain is one error: that of the first. */
async function run(check: Check, subject: Subject, reported: Set<NoAnswer>): Promise<Outcome> {
  try {
    return await check.run(subject)
  } catch (failure) {
    if (!(failure instanceof NoAnswer)) throw failure
    if (reported.has(failure)) return skipped('it needs what did not answer above')
    reported.add(failure)
    return error(
      failure.message,
      'an answer',
      'Check the address, its DNS name and certificate, and what filters traffic between here and there.'
    )
  }
}
