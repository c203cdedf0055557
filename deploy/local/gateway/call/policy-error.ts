import type { Scope, Section } from './section.ts'

interface Details {
  reason: string
  message: string
  /** The status of the answer if no policy handles the error. 500 by default. */
  status?: number
  headers?: Record<string, string>
  /** `LastError.Source` if it is not the policy's name. */
  source?: string
}

/** The failure of a policy. The remaining policies are skipped and on-error runs. */
export class PolicyError extends Error {
  readonly reason: string
  readonly status: number
  readonly headers: Record<string, string>
  readonly source: string | undefined
  at: { source: string; scope: Scope; section: Section; path: string; policyId: string } | undefined

  constructor({ reason, message, status = 500, headers = {}, source }: Details) {
    super(message)
    this.name = 'PolicyError'
    this.reason = reason
    this.status = status
    this.headers = headers
    this.source = source
  }
}
