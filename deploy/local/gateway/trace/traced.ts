import type { CallRecord, OnwardCall, StepRecord, TracedCall } from './call-record.ts'

/** Adds to each call the calls that Graph saw with the same trace id. */
export function traced(records: CallRecord[], graphCalls: OnwardCall[]): TracedCall[] {
  return records.map((record) => {
    const traceId = traceIdOf(record)
    return { ...record, graph: graphCalls.filter((call) => call.traceId === traceId) }
  })
}

/** All steps, including those inside others. */
export function everyStep(steps: StepRecord[]): StepRecord[] {
  return steps.flatMap((step) => [step, ...everyStep(step.steps)])
}

function traceIdOf({ steps }: CallRecord) {
  const sent = everyStep(steps)
    .flatMap(({ outbound }) => outbound)
    .find(({ hop }) => hop === 'service')
  return sent?.headers.traceparent?.split('-')[1]
}
