import { heldBody } from '../call/body.ts'
import type { Call } from '../call/call.ts'
import { contextResponse } from '../call/call-context.ts'
import { messageOf } from '../call/message.ts'
import { sections } from '../call/section.ts'
import { type Outbound, send } from '../call/send.ts'
import type { Headers } from '../http/headers.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { int, literal, literalBoolean, type Schema, text } from '../pipeline/schema.ts'
import { authenticationManagedIdentity, identityToken } from './authentication-managed-identity.ts'
import { refuseErrorStatus, timeoutMs } from './forward-request.ts'
import { bodyContent, bodyProblem, setBody } from './set-body.ts'
import { applyHeader, setHeader } from './set-header.ts'
import { methodOf, setMethod } from './set-method.ts'

/** The children that describe a request, for send-request and send-one-way-request. */
export const requestParts: Pick<Schema, 'children' | 'unsupported'> = {
  children: {
    'set-url': { schema: { text }, max: 1 },
    'set-method': { schema: setMethod.schema, max: 1 },
    'set-header': { schema: setHeader.schema },
    'set-body': { schema: setBody.schema, max: 1 },
    'authentication-managed-identity': { schema: authenticationManagedIdentity.schema, max: 1 }
  },
  unsupported: ['authentication-certificate', 'authentication-token', 'authentication-token-store', 'proxy']
}

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
    ...requestParts
  },
  check: requestProblem,
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

/** Refuses a new request without a URL. A copy has the URL of the call. */
export function requestProblem(element: Element): string | undefined {
  return element.first('set-url') || element.source('mode') === 'copy' || element.computed('mode')
    ? bodyProblem(element.first('set-body'))
    : `<${element.name}> needs a <set-url> unless its mode is copy`
}

async function exchange(call: Call, element: Element) {
  const response = await send(call, { ...(await requestOf(call, element)), hold: true })
  if (element.flag(call, 'fail-on-error-status-code')) refuseErrorStatus(response)
  return contextResponse(response)
}

/** Builds the request that the element describes. */
export async function requestOf(call: Call, element: Element): Promise<Outbound> {
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
  return {
    hop: hopOf(call, url),
    method: method ? methodOf(call, method) : copies ? request.method : 'GET',
    url,
    headers,
    body: body
      ? heldBody(await bodyContent(call, body, messageOf(call)))
      : copies && call.section === 'inbound'
        ? request.body
        : undefined,
    timeoutMs: timeoutMs(call, element, 60)
  }
}

function hopOf({ gateway }: Call, url: string) {
  if ([gateway.backendUrl, ...gateway.backends.values()].some((own) => url.startsWith(`${own}/`)))
    return 'service'
  return url.startsWith(`${gateway.authorityHost}/`) ? 'entra' : 'other'
}
