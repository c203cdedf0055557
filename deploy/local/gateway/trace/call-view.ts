import type { CallRecord, TracedCall } from './call-record.ts'
import { flow } from './flow.ts'
import { type Html, html } from './html.ts'
import { milliseconds, stepsView } from './steps-view.ts'
import { everyStep } from './traced.ts'

/** One call as a line that unfolds into its hops and the policies that ran. */
export function callView(record: TracedCall, open: boolean): Html {
  const { method, url, operation, status, durationMs, at } = record
  return html`<details class="call" ${open ? 'open' : ''}>
<summary>
<span class="status ${tone(record)}">${record.aborted ? 'left' : (status ?? '…')}</span>
<span class="line"><b>${method}</b> ${pathOf(url)} <i>${problemOf(record)}</i></span>
<span class="aside">${operation ?? 'no operation'} · ${milliseconds(durationMs)} · <time datetime="${at}">${at.slice(11, 23)}</time></span>
</summary>
${flow(record)}
${failure(record)}
${(['inbound', 'backend', 'outbound', 'on-error'] as const).map((section) => sectionView(record, section))}
${headersView('Request headers, as they left the policies', record.request)}
${headersView('Answer headers', record.response)}
</details>
`
}

const hints = {
  inbound: 'before the service',
  backend: 'to the service',
  outbound: 'on the way back',
  'on-error': 'after a failure'
}

function sectionView(record: CallRecord, section: keyof typeof hints): Html {
  const steps = record.steps.filter((step) => step.section === section)
  if (steps.length === 0) return html``
  const total = steps.reduce((sum, { durationMs }) => sum + durationMs, 0)
  return html`<section>
<h2 id="${record.id}-${section}">${section} <small>${hints[section]} · ${milliseconds(total)}</small></h2>
${stepsView(steps, record.durationMs ?? 1)}
</section>
`
}

function failure({ error, fault }: CallRecord): Html {
  if (fault !== undefined) return html`<p class="failure"><b>The gateway itself failed</b> ${fault}</p>`
  if (!error) return html``
  const { source, reason, scope, section, path, message } = error
  return html`<p class="failure"><b>${source}: ${reason}</b> ${message} <small>${scope} / ${section} ${path}</small></p>`
}

function headersView(title: string, headers: Record<string, string>): Html {
  const lines = Object.entries(headers)
  if (lines.length === 0) return html``
  return html`<details class="headers"><summary>${title}</summary><dl>
${lines.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
</dl></details>
`
}

function tone({ status = 0, aborted }: CallRecord) {
  if (aborted || status >= 500) return 'bad'
  return status >= 400 ? 'refused' : 'good'
}

/** The problem code with which the policies ended the call. */
function problemOf({ steps }: CallRecord) {
  return everyStep(steps).findLast(({ variables }) => variables.problem)?.variables.problem
}

function pathOf(url: string) {
  return url.replace(/^\w+:\/\/[^/]+/, '')
}
