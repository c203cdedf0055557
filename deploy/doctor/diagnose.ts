import { AddressRefused, NoAnswer } from './ask.ts'
import { type Check, error, notRun, type Outcome } from './check.ts'
import { groups } from './checks.ts'
import { createMask } from './mask.ts'
import { printable } from './printable.ts'
import { createSubject, type SubjectOptions } from './subject.ts'

export type Finding = { group: string; check: string; title: string } & Outcome

/** Runs every check, one after the other. No text of a finding holds the token or a control character. */
export async function* diagnose(options: SubjectOptions): AsyncGenerator<Finding> {
  const subject = createSubject(options)
  const mask = createMask(options.token)
  const show = (text: string) => printable(mask(text))
  /** The checks that failed, or did not run because another failed, each with the title of the check that is the cause. */
  const causes = new Map<string, string>()
  /** When several checks need one missing answer, only the first of them reports it. */
  const reported = new Map<unknown, string>()

  for (const { title: group, checks } of groups) {
    for (const check of checks) {
      const { id, title } = check
      const { outcome, cause } = await runUnlessExplained(check)
      if (outcome.state === 'error' || outcome.state === 'not-run') causes.set(id, cause ?? title)
      yield { group, check: id, title, ...shown(outcome, show) }
    }
  }

  async function runUnlessExplained(check: Check): Promise<{ outcome: Outcome; cause?: string }> {
    const missing = causeOf(check.needs)
    if (missing) return { outcome: notRun(`it needs "${missing}"`), cause: missing }
    const outcome = await run(check)
    const cause = outcome.state === 'error' ? causeOf(check.explainedBy) : undefined
    return cause ? { outcome: notRun(`"${cause}" explains what it found`), cause } : { outcome }
  }

  function causeOf(ids: readonly string[] = []): string | undefined {
    return ids.map((id) => causes.get(id)).find((cause) => cause !== undefined)
  }

  async function run(check: Check): Promise<Outcome> {
    try {
      return await check.run(subject)
    } catch (failure) {
      const earlier = reported.get(failure)
      if (earlier) return notRun(`it needs "${earlier}"`)
      reported.set(failure, check.title)
      return failed(failure)
    }
  }
}

function failed(failure: unknown): Outcome {
  if (failure instanceof NoAnswer) {
    return error(
      failure.message,
      'an answer',
      'Check the address, its DNS name and certificate, and what filters traffic between here and there.'
    )
  }
  if (failure instanceof AddressRefused) {
    return error(
      `${failure.message}, which the doctor does not call`,
      'an https address of this deployment or of Entra ID, without a query',
      'Set AUTHORITY_HOST of the service to the sign-in of Entra ID in your cloud, and let nothing else answer in the place of the service.'
    )
  }
  throw failure
}

function shown(outcome: Outcome, show: (text: string) => string): Outcome {
  if ('fix' in outcome) {
    const { state, found, expected, fix } = outcome
    return { state, found: show(found), expected: show(expected), fix: show(fix) }
  }
  return outcome.note === undefined ? outcome : { ...outcome, note: show(outcome.note) }
}
