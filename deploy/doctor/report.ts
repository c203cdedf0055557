import { styleText } from 'node:util'
import type { Finding } from './diagnose.ts'

type State = Finding['state']

const colours = { ok: 'green', warning: 'yellow', error: 'red', skipped: 'gray' } as const

/** A finding for people; `previous` is the one before it, for the headings. */
export function toText(finding: Finding, previous: Finding | undefined): string {
  const { group, state, title } = finding
  const heading = group === previous?.group ? '' : `\n${styleText('bold', group)}\n`
  const mark = styleText(colours[state], state.padEnd(8))
  return heading + [`  ${mark}${title}`, ...details(finding)].join('\n')
}

export function summaryText(findings: readonly Finding[]): string {
  const { ok, warnings, errors, skipped } = summarize(findings)
  return `\n${ok} ok, ${warnings} warnings, ${errors} errors, ${skipped} skipped`
}

export function summarize(findings: readonly Finding[]) {
  const count = (state: State) => findings.filter((finding) => finding.state === state).length
  return { ok: count('ok'), warnings: count('warning'), errors: count('error'), skipped: count('skipped') }
}

function details(finding: Finding): string[] {
  if (finding.state === 'ok' || finding.state === 'skipped') {
    return finding.note ? [styleText('gray', line('', finding.note))] : []
  }
  const { found, expected, fix } = finding
  return [line('found', found), line('expected', expected), line('fix', fix)]
}

/** What servers say is shown without control characters, which could rewrite the terminal. */
function line(name: string, text: string): string {
  const plain = text.replace(/\p{C}+/gu, ' ')
  return `          ${name ? name.padEnd(9) : ''}${plain.length > 600 ? `${plain.slice(0, 600)}…` : plain}`
}
