import type { Call } from '../call/call.ts'
import { PolicyError } from '../call/policy-error.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { literal, literalBoolean, required } from '../pipeline/schema.ts'
import { IDENTITY_OUTPUT_KEEPS_AUTHORIZATION } from '../undocumented.ts'

export const authenticationManagedIdentity: Policy = {
  name: 'authentication-managed-identity',
  sections: ['inbound'],
  schema: {
    attributes: {
      resource: required,
      'client-id': literal,
      'output-token-variable-name': literal,
      'ignore-error': literalBoolean
    }
  },
  async run(call, element) {
    const variable = element.text(call, 'output-token-variable-name')
    try {
      const token = await identityToken(call, element)
      if (variable !== '') set(token)
      if (variable === '' || !IDENTITY_OUTPUT_KEEPS_AUTHORIZATION) {
        call.request.headers.set('authorization', [`Bearer ${token}`])
      }
    } catch (error) {
      if (!element.flag(call, 'ignore-error') || call.signal.aborted) throw error
      if (variable !== '') set(null)
      call.record.decide('failed, and ignored')
    }

    function set(token: string | null) {
      call.variables.set(variable, token)
      call.record.variable(variable, token && '‹token›')
    }
  }
}

/** Gets a token of the managed identity that the element names. */
export async function identityToken(call: Call, element: Element): Promise<string> {
  const clientId = element.has('client-id') ? element.text(call, 'client-id') : undefined
  try {
    const { token, fetched } = await call.gateway.identityTokens(
      element.text(call, 'resource'),
      clientId,
      call.signal
    )
    call.record.decide(fetched ? 'token fetched' : 'token still valid')
    return token
  } catch (error) {
    if (error instanceof PolicyError || call.signal.aborted) throw error
    throw new PolicyError({
      reason: 'BackendConnectionFailure',
      message: 'The token of the managed identity could not be fetched.'
    })
  }
}
