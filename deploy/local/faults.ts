import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

/** Something that goes wrong on demand. A request is hit when `path` matches its `METHOD /path?query`. */
export interface Fault {
  path: RegExp
  /** How often it happens. Always by default. */
  times?: number
  latencyMs?: number
  status?: number
  headers?: Record<string, string>
  body?: string
  drop?: boolean
}

export interface Faults {
  /** Adds a fault and returns the function that removes it. */
  add(fault: Fault): () => void
  clear(): void
  /** Applies the matching faults. Resolves to true when one of them has answered or dropped the request. */
  happen(request: IncomingMessage, response: ServerResponse): Promise<boolean>
}

export function createFaults(): Faults {
  const faults = new Set<Fault>()

  return {
    add(fault) {
      const own = { ...fault }
      faults.add(own)
      return () => faults.delete(own)
    },
    clear: () => faults.clear(),
    async happen(request, response) {
      const due = [...faults].filter(({ path }) => `${request.method} ${request.url}`.search(path) >= 0)
      for (const fault of due) {
        useUp(fault)
        if (await strike(fault, request, response)) return true
      }
      return false
    }
  }

  function useUp(fault: Fault): void {
    if (fault.times === undefined) return
    fault.times -= 1
    if (fault.times < 1) faults.delete(fault)
  }
}

async function strike(fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (fault.latencyMs) await delay(fault.latencyMs, undefined, { ref: false })
  if (response.destroyed) return true
  if (fault.drop) {
    request.socket.destroy()
    return true
  }
  if (fault.status === undefined && fault.body === undefined) return false
  response.writeHead(fault.status ?? 200, fault.headers).end(fault.body)
  return true
}
