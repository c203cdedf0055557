import type { Api, Operation } from '../api/operations.ts'
import type { ExpressionContext, LastError } from '../expressions/index.ts'
import type { Headers } from '../http/headers.ts'
import type { Gateway, Subscription } from '../state/gateway-state.ts'
import type { Recorder } from '../trace/recorder.ts'
import { type Body, heldBody } from './body.ts'
import type { Section } from './section.ts'

export interface Request {
  method: string
  /** The backend's URL, without a slash at its end. */
  backend: string
  /** The backend entity that set-backend-service chose. */
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
  /** The subscription whose key came with the call. */
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
  /** Whether the response is final, so that no further policy runs. */
  ended: boolean
  /** Headers that every answer gets. They replace those of the backend. */
  answerHeaders: Headers
  /** The counters that have already counted this call. */
  counted: Set<unknown>
  /** Called when the answer's head is known, for counters that depend on it. */
  onAnswer: (() => void)[]
  /** Called after the last byte, with the number of bytes that the client's connection carried. */
  onFinish: ((bytes: number) => void)[]
  signal: AbortSignal
  record: Recorder
  context: ExpressionContext
}

/** Creates an answer of the gateway's own. */
export function answer(
  status: number,
  content: string | Uint8Array | null = null,
  headers: Headers = new Map()
): Answer {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return { status, reason: '', headers, body: heldBody(bytes) }
}

/** Replaces the response and releases the body of the previous one. */
export function respond(call: Call, response: Answer): void {
  if (call.response && call.response.body !== response.body) call.response.body.discard()
  call.response = response
}
