import type { OutboundRecord, StepRecord, TracedCall } from './call-record.ts'
import { type Html, html } from './html.ts'
import { milliseconds } from './steps-view.ts'
import { everyStep } from './traced.ts'

/** Draws a call's hops: client, gateway, service and Graph in a row, and Entra under the gateway. */
export function flow(record: TracedCall): Html {
  const steps = everyStep(record.steps)
  const outbound = steps.flatMap((step) => step.outbound)
  const service = outbound.filter(({ hop }) => hop === 'service')
  const entra = outbound.filter(({ hop }) => hop === 'entra')
  const { graph } = record
  const own = record.durationMs === undefined ? undefined : record.durationMs - sum(outbound)
  return html`<div class="flow">
${box('client', 'Client', record.aborted ? 'left early' : `got ${record.status ?? '…'}`, true)}
${arrow('across', record.method, true)}
${box('gateway', 'Gateway', `${milliseconds(own)} of its own`, true, `#${record.id}-inbound`)}
${arrow('across', service.map(told).join(', '), service.length > 0)}
${box('service', 'Service', service.length > 0 ? `${milliseconds(sum(service) - sum(graph))} of its own` : 'not called', service.length > 0, `#${record.id}-backend`)}
${arrow('across', [...graph.map(({ status }) => status || '…'), tokenOf(steps, service)].join(', '), graph.length > 0)}
${box('graph', 'Graph', graph.length > 0 ? milliseconds(sum(graph)) : 'not called', graph.length > 0)}
${arrow('down', entra.map(told).join(', '), entra.length > 0)}
${box('entra', 'Entra ID', entra.length > 0 ? milliseconds(sum(entra)) : 'not asked by a policy', entra.length > 0)}
</div>
`
}

function box(name: string, title: string, text: string, reached: boolean, href = ''): Html {
  const inside = html`<b>${title}</b><span>${text}</span>`
  const look = `box ${name} ${reached ? '' : 'unreached'}`
  return href === ''
    ? html`<div class="${look}">${inside}</div>`
    : html`<a class="${look}" href="${href}">${inside}</a>`
}

function arrow(direction: 'across' | 'down', label: string, reached: boolean): Html {
  return html`<div class="arrow ${direction} ${reached ? '' : 'unreached'}"><span>${label}</span></div>`
}

function told({ status, failed }: OutboundRecord) {
  return failed === undefined ? String(status ?? '…') : 'failed'
}

function sum(calls: { durationMs: number }[]) {
  return calls.reduce((total, { durationMs }) => total + durationMs, 0)
}

/** Describes the Graph token that the gateway gave the service. */
function tokenOf(steps: StepRecord[], service: OutboundRecord[]) {
  const headers = service.at(-1)?.headers ?? {}
  const kept = steps.some(hit)
  if ('x-graph-token' in headers) return kept ? 'token from the cache' : 'token just exchanged'
  if ('x-graph-error' in headers)
    return `no token: ${kept ? 'an exchange just before' : 'the exchange'} failed`
  return 'no token'
}

function hit({ policy, decisions }: StepRecord) {
  return policy === 'cache-lookup-value' && decisions.includes('cache hit')
}
