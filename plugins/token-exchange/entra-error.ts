import { retryAfterSeconds } from '../../app/outbound/retry-after.ts'
import { Problem } from '../../app/problems/problem.ts'
import type { EntraResponse } from './network-client.ts'

/** Not assigned to the application, or blocked by Conditional Access with no claims that could lift it. */
const final = new Set<unknown>([50105, 53003, 530003])

/**
 * What a failed exchange means for the caller: by `error`, `suberror` and `claims`, never by `error_description`, which
 * Entra may reword. `suberror` and three codes tell what a new sign-in cannot mend. A 401 would make clients sign in
 * for ever. https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export function problemOf(
  response: EntraResponse | undefined,
  consentUrl: string,
  logFields: Record<string, unknown>,
  cause?: unknown
): Problem {
  if (!response) return new Problem('identity_unavailable', { cause })
  const { status, body, headers } = response
  const { error, suberror, claims, error_codes, trace_id, correlation_id } = body
  logFields.entra = { status, error, suberror, error_codes, trace_id, correlation_id }

  if (
    status === 200 ||
    status === 429 ||
    status >= 500 ||
    typeof error !== 'string' ||
    error === 'temporarily_unavailable'
  ) {
    return new Problem('identity_unavailable', { retryAfter: retryAfterSeconds(headers['retry-after']) })
  }
  if (typeof claims === 'string' && claims !== '') return new Problem('claims_required', { claims })
  if (suberror === 'consent_required' || error === 'consent_required')
    return new Problem('consent_required', { consentUrl })
  if (
    suberror === 'message_only' ||
    (Array.isArray(error_codes) && error_codes.some((code) => final.has(code)))
  )
    return new Problem('sign_in_refused')
  if (error === 'interaction_required' || error === 'login_required' || error === 'invalid_grant')
    return new Problem('token_invalid')
  return new Problem('exchange_misconfigured')
}
