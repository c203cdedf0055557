import { heldBody } from '../call/body.ts'
import type { Call } from '../call/call.ts'
import { contextResponse } from '../call/call-context.ts'
import { sections } from '../call/section.ts'
import { send } from '../call/send.ts'
import type { Headers } from '../http/headers.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { int, literal, literalBoolean, text } from '../pipeline/schema.ts'
import { authenticationManagedIdentity, identityToken } from './authentication-managed-identity.ts'
import { refuseErrorStatus, timeoutMs } from './forward-request.ts'
import { bodyContent, setBody } from './set-body.ts'
import { applyHeader, setHeader } from './set-header.ts'
import { methodOf, setMethod } from './set-method.ts'

export const sendRequest: Policy = {
  name: 'send-request',
  sections,
  schema: {
    attributes: {
      mode: { type: ['new', 'copy'] },
      'response-variable-name': literal,
      timeout: int,
      'timeout-ms': int,
      'ignore-error': literalBoolean,
      'buffer-response': literalBoolean,
      'fail-on-error-status-code': literalBoolean
    },
    children: {
      'set-url': { schema: { text }, max: 1 },
      'set-method': { schema: setMethod.schema, max: 1 },
      'set-header': { schema: setHeader.schema },
      'set-body': { schema: setBody.schema, max: 1 },
      'authentication-managed-identity': { schema: authenticationManagedIdentity.schema, max: 1 }
    }
  },
  async run(call, element) {
    const variable = element.text(call, 'response-variable-name')
    try {
      set(await exchange(call, element))
    } catch (error) {
      if (!element.flag(call, 'ignore-error') || call.signal.aborted) throw error
      set(null)
      call.record.decide('failed, and ignored')
    }

    function set(value: unknown) {
      if (variable === '') return
      call.variables.set(variable, value)
      call.record.variable(variable, value)
    }
  }
}

async function exchange(call: Call, element: Element) {
  const copies = element.text(call, 'mode', 'new') === 'copy'
  const { request } = call
  if (copies && call.section === 'inbound') await request.body.read()
  const headers: Headers = copies ? new Map(request.headers) : new Map()
  headers.delete('host')
  const url = element.first('set-url')?.content(call) ?? request.backend + request.path + request.query
  const method = element.first('set-method')
  const body = element.first('set-body')
  for (const header of element.all('set-header')) applyHeader(call, header, headers)
  for (const identity of element.all('authentication-managed-identity')) {
    headers.set('authorization', [`Bearer ${await identityToken(call, identity)}`])
  }
  const response = await send(call, {
    hop: hopOf(call, url),
    method: method ? methodOf(call, method) : copies ? request.method : 'GET',
    url,
    headers,
    body: body
      ? heldBody(bodyContent(call, body))
      : copies && call.section === 'inbound'
        ? request.body
        : undefined,
    timeoutMs: timeoutMs(call, element, 60),
    hold: true
  })
  if (element.flag(call, 'fail-on-error-status-code')) refuseErrorStatus(response)
  return contextResponse(response)
}

function hopOf({ gateway }: Call, url: string) {
  if (url.startsWith(`${gateway.backendUrl}/`)) return 'service'
  return url.startsWith(`${gateway.authorityHost}/`) ? 'entra' : 'other'
}
