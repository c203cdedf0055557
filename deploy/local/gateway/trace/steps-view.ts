import type { OutboundRecord, StepRecord } from './call-record.ts'
import { type Html, html } from './html.ts'

/** The policies in the order in which they ran. Each unfolds into its decisions, variables, requests and inner steps. */
export function stepsView(steps: StepRecord[], totalMs: number): Html {
  return html`<ol class="steps">${steps.map((step) => stepView(step, totalMs))}</ol>`
}

export function milliseconds(value: number | undefined): string {
  if (value === undefined) return 'under way'
  return value < 10 ? `${value.toFixed(2)} ms` : `${Math.round(value)} ms`
}

function stepView(step: StepRecord, totalMs: number): Html {
  const { policy, scope, decisions, failed, outbound, steps, variables } = step
  const said = [
    ...decisions,
    ...Object.entries(variables).map(([name, value]) => `${name} = ${value}`),
    ...(steps.length > 0 ? [`→ ${[...new Set(steps.map((inner) => inner.policy))].join(', ')}`] : [])
  ].join(' · ')
  const summary = html`<span class="policy">${policy}</span>
<span class="said">${failed ?? said}</span>
<span class="bar" title="${milliseconds(step.atMs)} after the call arrived"><i style="${place(step, totalMs)}"></i></span>
<span class="took">${milliseconds(step.durationMs)}</span>`
  return html`<li class="${failed === undefined ? scope : 'failed'}"><details ${unfolds(step, totalMs) ? 'open' : ''}>
<summary>${summary}</summary>
<p class="place">${scope} scope · ${step.path} · ${step.place}</p>
${decisions.map((decision) => html`<p>${decision}</p>`)}
${Object.entries(variables).map(([name, value]) => html`<p><code>${name}</code> = <code>${value}</code></p>`)}
${outbound.map(outboundView)}
${steps.length > 0 ? stepsView(steps, totalMs) : html``}
</details></li>
`
}

/** Opens a step that failed or took more than a quarter of the call. */
function unfolds({ steps, durationMs, failed }: StepRecord, totalMs: number) {
  return steps.length > 0 && (failed !== undefined || durationMs > totalMs / 4)
}

function outboundView({ hop, method, url, status, failed, durationMs, headers }: OutboundRecord): Html {
  return html`<div class="outbound"><p><b>→ ${hop}</b> ${method} ${url} <b>${failed ?? status ?? '…'}</b> in ${milliseconds(durationMs)}</p>
<dl>${Object.entries(headers).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></div>
`
}

function place({ atMs, durationMs }: StepRecord, totalMs: number) {
  const percent = (ms: number) => `${Math.min(100, (ms / Math.max(totalMs, 0.01)) * 100).toFixed(1)}%`
  return `left:${percent(atMs)};width:max(2px,${percent(durationMs)})`
}
