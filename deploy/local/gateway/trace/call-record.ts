/** The record of one call, without secrets. */
export interface CallRecord {
  id: string
  at: string
  method: string
  url: string
  api?: string
  operation?: string
  status?: number
  durationMs?: number
  /** Whether the client left before it had the whole answer. */
  aborted?: boolean
  fault?: string
  error?: { source: string; reason: string; message: string; scope: string; section: string; path: string }
  request: Record<string, string>
  response: Record<string, string>
  steps: StepRecord[]
}

/** A call of the service to Graph, as Graph saw it. */
export interface OnwardCall {
  method: string
  path: string
  status: number
  durationMs: number
  traceId: string
}

/** A call and the calls to Graph that it caused. */
export interface TracedCall extends CallRecord {
  graph: OnwardCall[]
}

export interface StepRecord {
  policy: string
  section: string
  scope: string
  path: string
  place: string
  atMs: number
  durationMs: number
  decisions: string[]
  variables: Record<string, string>
  outbound: OutboundRecord[]
  failed?: string
  steps: StepRecord[]
}

export interface OutboundRecord {
  hop: 'service' | 'entra' | 'other'
  method: string
  url: string
  /** The request headers with masked values. Bodies are never recorded. */
  headers: Record<string, string>
  status?: number
  durationMs: number
  failed?: string
}
