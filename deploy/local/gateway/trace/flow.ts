import type { CallRecord, OutboundRecord, StepRecord } from './call-record.ts'
import { type Html, html } from './html.ts'
import { milliseconds } from './steps-view.ts'

/** The call as a picture: client, gateway, service, Graph in a row, and Entra under the gateway. */
export function flow(record: CallRecord): Html {
  const outbound = allOutbound(record.steps)
  const service = outbound.filter(({ hop }) => hop === 'service')
  const entra = outbound.filter(({ hop }) => hop === 'entra')
  const beyond = outbound.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const own = record.durationMs === undefined ? undefined : record.durationMs - beyond
  const graph = graphToken(record, service)
  return html`<div class="flow">
${box('client', 'Client', record.aborted ? 'left early' : `got ${record.status ?? '…'}`, true)}
${arrow('across', record.method, true)}
${box('gateway', 'Gateway', `${milliseconds(own)} of its own`, true, `#${record.id}-inbound`)}
${arrow('across', service.map(told).join(', '), service.length > 0)}
${box('service', 'Service', service.length > 0 ? took(service) : 'not called', service.length > 0, `#${record.id}-backend`)}
${arrow('across', graph.label, graph.sent)}
${box('graph', 'Graph', graph.sent ? 'called by the service, if the tool needs it' : 'out of reach for this call', graph.sent)}
${arrow('down', entra.map(told).join(', '), entra.length > 0)}
${box('entra', 'Entra ID', entra.length > 0 ? took(entra) : 'not asked by a policy', entra.length > 0)}
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

function took(calls: OutboundRecord[]) {
  return milliseconds(calls.reduce((sum, { durationMs }) => sum + durationMs, 0))
}

// What the service does with Graph is its own; the gateway knows which token it gave along.
function graphToken(record: CallRecord, service: OutboundRecord[]) {
  const headers = service.at(-1)?.headers ?? {}
  if ('x-graph-token' in headers) {
    return {
      sent: true,
      label: flat(record.steps).some(hit) ? 'token from the cache' : 'token just exchanged'
    }
  }
  return { sent: false, label: 'x-graph-error' in headers ? 'no token: the exchange failed' : 'no token' }
}

function hit({ policy, decisions }: StepRecord) {
  return policy === 'cache-lookup-value' && decisions.includes('cache hit')
}

function allOutbound(steps: StepRecord[]): OutboundRecord[] {
  return flat(steps).flatMap(({ outbound }) => outbound)
}

function flat(steps: StepRecord[]): StepRecord[] {
  return steps.flatMap((step) => [step, ...flat(step.steps)])
}
