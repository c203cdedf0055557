import type { Call } from './call.ts'

/** The same call for policies that run beside others: it ends with its own signal and records its own steps. */
export function branchOf(call: Call, signal: AbortSignal): Call {
  const own: Partial<Call> = { signal, record: call.record.branch() }
  return new Proxy(call, {
    get: (target, key) => Reflect.get(key in own ? own : target, key)
  })
}
