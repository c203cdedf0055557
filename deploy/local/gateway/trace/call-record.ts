/** What one call did, without secrets. */
export interface CallRecord {
  id: string
  at: string
  method: string
  url: string
  api?: string
  operation?: string
  status?: number
  durationMs?: number
  /** The client left before the answer was through. */
  aborted?: boolean
  fault?: string
  error?: { source: string; reason: string; message: string; scope: string; section: string; path: string }
  request: Record<string, string>
  response: Record<string, string>
  steps: StepRecord[]
}

/** A call that the service made on its own, as Graph saw it. */
export interface OnwardCall {
  method: string
  path: string
  status: number
  durationMs: number
  traceId: string
}

/** A call and what followed from it behind the service. */
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
  /** Names and masked values of what was sent; bodies are never recorded. */
  headers: Record<string, string>
  status?: number
  durationMs: number
  failed?: string
}
