import type { IncomingHttpHeaders } from 'node:http'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { Problem } from '../../app/problems/problem.ts'

/** Why the gateway's exchange failed: base64url of this JSON in `X-Graph-Error`. */
const GraphError = Type.Object({
  code: Type.Union(
    (
      [
        'claims_required',
        'consent_required',
        'sign_in_refused',
        'token_invalid',
        'token_expired',
        'exchange_misconfigured',
        'identity_unavailable'
      ] as const
    ).map((code) => Type.Literal(code))
  ),
  claims: Type.Optional(Type.String()),
  retryAfter: Type.Optional(Type.Integer({ minimum: 0 }))
})

/** The Graph token that the gateway sent. It is Graph's: nothing here reads inside it. */
export function readGatewayHeaders(headers: IncomingHttpHeaders, consentUrl: string): string {
  const token = headers['x-graph-token']
  if (typeof token === 'string' && token !== '') return token
  const error = parse(headers['x-graph-error'])
  if (!Value.Check(GraphError, error)) throw new Problem('exchange_misconfigured')
  const { code, ...options } = error
  throw new Problem(code, code === 'consent_required' ? { consentUrl } : options)
}

function parse(header: string | string[] | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(String(header), 'base64url').toString())
  } catch {
    return undefined
  }
}
