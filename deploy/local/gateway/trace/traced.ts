import type { CallRecord, OnwardCall, StepRecord, TracedCall } from './call-record.ts'

/** Puts to each call, by its trace id, what Graph saw of it. */
export function traced(records: CallRecord[], graphCalls: OnwardCall[]): TracedCall[] {
  return records.map((record) => {
    const traceId = traceIdOf(record)
    return { ...record, graph: graphCalls.filter((call) => call.traceId === traceId) }
  })
}

/** Every step of a call, those inside others too. */
export function flat(steps: StepRecord[]): StepRecord[] {
  return steps.flatMap((step) => [step, ...flat(step.steps)])
}

function traceIdOf({ steps }: CallRecord) {
  const sent = flat(steps)
    .flatMap(({ outbound }) => outbound)
    .find(({ hop }) => hop === 'service')
  return sent?.headers.traceparent?.split('-')[1]
}
