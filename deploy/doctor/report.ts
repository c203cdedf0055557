import { styleText } from 'node:util'
import type { Finding } from './diagnose.ts'

type State = Finding['state']

const colours = { ok: 'green', warning: 'yellow', error: 'red', skipped: 'gray', 'not-run': 'gray' } as const

/** A finding for people; `previous` is the one before it, for the headings. */
export function toText(finding: Finding, previous: Finding | undefined): string {
  const { group, state, title } = finding
  const heading = group === previous?.group ? '' : `\n${styleText('bold', group)}\n`
  const mark = styleText(colours[state], state.padEnd(8))
  return heading + [`  ${mark}${title}`, ...details(finding, previous)].join('\n')
}

export function summaryText(findings: readonly Finding[]): string {
  const { ok, warnings, errors, skipped, notRun } = summarize(findings)
  const counts = [
    `${ok} ok`,
    `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`,
    `${errors} ${errors === 1 ? 'error' : 'errors'}`,
    `${skipped} skipped`
  ]
  if (notRun === 0) return `\n${counts.join(', ')}`
  return `\nMend what is an error, then run the doctor again: other checks depend on it.\n${counts.join(', ')}, ${notRun} not run`
}

export function summarize(findings: readonly Finding[]) {
  const count = (state: State) => findings.filter((finding) => finding.state === state).length
  return {
    ok: count('ok'),
    warnings: count('warning'),
    errors: count('error'),
    skipped: count('skipped'),
    notRun: count('not-run')
  }
}

function details(finding: Finding, previous: Finding | undefined): string[] {
  if (!('fix' in finding)) {
    const isRepeated = previous && 'note' in previous && previous.note === finding.note
    return finding.note && !isRepeated ? [styleText('gray', line('', finding.note))] : []
  }
  const { found, expected, fix } = finding
  return [line('found', found), line('expected', expected), line('fix', fix)]
}

function line(name: string, text: string): string {
  return `          ${name ? name.padEnd(9) : ''}${text}`
}
