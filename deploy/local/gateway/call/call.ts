import type { Api, Operation } from '../api/operations.ts'
import type { ExpressionContext, LastError } from '../expressions/index.ts'
import type { Headers } from '../http/headers.ts'
import type { Gateway, Subscription } from '../state/gateway-state.ts'
import type { Recorder } from '../trace/recorder.ts'
import { type Body, heldBody } from './body.ts'
import type { Section } from './section.ts'

export interface Request {
  method: string
  /** Scheme, host and perhaps a path of the backend, without a slash at its end. */
  backend: string
  /** The backend entity that a policy chose. */
  backendId?: string
  /** The client's Host line, which names the gateway. */
  clientHost: string
  path: string
  query: string
  headers: Headers
  body: Body
}

export interface Answer {
  status: number
  reason: string
  headers: Headers
  body: Body
}

/** One call on its way through the policies. */
export interface Call {
  id: string
  startedAt: number
  gateway: Gateway
  api: Api
  operation: Operation | undefined
  product: boolean
  /** Whose key came with the call. */
  subscription: Subscription | undefined
  parameters: Map<string, string>
  clientAddress: string
  originalUrl: string
  originalMethod: string
  preflight: boolean
  request: Request
  response: Answer | undefined
  variables: Map<string, unknown>
  lastError: LastError | undefined
  section: Section
  /** No further policy runs: the response is what it is. */
  ended: boolean
  /** Go on whatever answer the call gets, over what the backend said. */
  answerHeaders: Headers
  /** The counters that have counted this call. */
  counted: Set<unknown>
  /** Runs when the answer's head is known, for counters that depend on it. */
  onAnswer: (() => void)[]
  /** Runs when the last byte is through, with the bytes that passed. */
  onFinish: ((bytes: number) => void)[]
  signal: AbortSignal
  record: Recorder
  context: ExpressionContext
}

/** An answer made here rather than by the backend. */
export function answer(
  status: number,
  content: string | Uint8Array | null = null,
  headers: Headers = new Map()
): Answer {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return { status, reason: '', headers, body: heldBody(bytes) }
}

/** Replaces the response, and lets go of the one before. */
export function respond(call: Call, response: Answer): void {
  if (call.response && call.response.body !== response.body) call.response.body.discard()
  call.response = response
}
