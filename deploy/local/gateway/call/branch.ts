import type { Call } from './call.ts'

/** A view of a call for policies that run in parallel. It has its own signal and its own recorder. */
export function branchOf(call: Call, signal: AbortSignal): Call {
  const own: Partial<Call> = { signal, record: call.record.branch() }
  return new Proxy(call, {
    get: (target, key) => Reflect.get(key in own ? own : target, key)
  })
}
