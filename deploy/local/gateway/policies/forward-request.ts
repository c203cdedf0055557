import { Transform } from 'node:stream'
import { type Answer, type Call, respond } from '../call/call.ts'
import { pipe } from '../call/pipe.ts'
import { PolicyError } from '../call/policy-error.ts'
import { send } from '../call/send.ts'
import type { Headers } from '../http/headers.ts'
import type { Element, Policy } from '../pipeline/policy.ts'
import { boolean, int, literalBoolean } from '../pipeline/schema.ts'
import { ERROR_STATUS_REASON } from '../undocumented.ts'

export const forwardRequest: Policy = {
  name: 'forward-request',
  sections: ['backend'],
  schema: {
    attributes: {
      timeout: int,
      'timeout-ms': int,
      'follow-redirects': boolean,
      'buffer-request-body': literalBoolean,
      'buffer-response': literalBoolean,
      'fail-on-error-status-code': literalBoolean,
      'http-version': { type: ['1', '2or1', '2'], literal: true }
    },
    unsupported: ['continue-timeout']
  },
  async run(call, element) {
    const { method, backend, path, query, body } = call.request
    if (element.flag(call, 'buffer-request-body')) await body.read()
    call.response?.body.discard()
    const response = await send(call, {
      hop: 'service',
      method,
      url: backend + path + query,
      headers: forBackend(call.request),
      body,
      timeoutMs: timeoutMs(call, element, 300),
      followRedirects: element.flag(call, 'follow-redirects')
    })
    if (element.flag(call, 'buffer-response', true))
      response.body.through((source) => pipe(source, inBlocks()))
    respond(call, response)
    call.record.decide(`${response.status} from the backend`)
    if (element.flag(call, 'fail-on-error-status-code')) refuseErrorStatus(response)
  }
}

/** The timeout in ms, from `timeout-ms`, from `timeout` in seconds, or from the default number of seconds. */
export function timeoutMs(call: Call, element: Element, seconds: number): number {
  return element.number(call, 'timeout-ms', element.number(call, 'timeout', seconds) * 1000)
}

/** Fails a policy with `fail-on-error-status-code` for a 4xx or 5xx answer. */
export function refuseErrorStatus({ status }: Answer): void {
  if (status < 400) return
  throw new PolicyError({ reason: ERROR_STATUS_REASON, message: `The backend answered ${status}.`, status })
}

// Without a Host header undici names the backend. A policy may set another.
function forBackend({ headers, clientHost }: Call['request']): Headers {
  const forwarded = new Map(headers)
  if (headers.get('host')?.join() === clientHost) forwarded.delete('host')
  return forwarded
}

const blockSize = 8192

// API Management sends a buffered response in blocks of 8 KB, so events need buffer-response="false".
function inBlocks() {
  let held: Buffer[] = []
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      held.push(chunk)
      size += chunk.length
      if (size >= blockSize) this.push(take())
      done()
    },
    flush(done) {
      if (size > 0) this.push(take())
      done()
    }
  })

  function take() {
    const block = Buffer.concat(held)
    held = []
    size = 0
    return block
  }
}
