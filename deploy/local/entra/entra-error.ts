import { randomUUID } from 'node:crypto'

interface Details {
  status?: number
  suberror?: string
  claims?: string
}

/** A refusal by the token endpoint: an OAuth error code, an AADSTS number and Entra's text for it. */
export class EntraError extends Error {
  readonly error: string
  readonly code: number
  readonly details: Details

  constructor(error: string, code: number, message: string, details: Details = {}) {
    super(message)
    this.error = error
    this.code = code
    this.details = details
  }

  get status(): number {
    return this.details.status ?? (this.error === 'invalid_client' ? 401 : 400)
  }

  body(correlationId: string = randomUUID()): Record<string, unknown> {
    const traceId = randomUUID()
    const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`
    const { suberror, claims } = this.details
    return {
      error: this.error,
      error_description: `AADSTS${this.code}: ${this.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [this.code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${this.code}`,
      ...(suberror && { suberror }),
      ...(claims && { claims })
    }
  }
}
