import { randomUUID } from 'node:crypto'
import type { Call } from './call.ts'
import { contextFor } from './call-context.ts'

type Arrived = Pick<
  Call,
  | 'gateway'
  | 'api'
  | 'operation'
  | 'product'
  | 'subscription'
  | 'parameters'
  | 'clientAddress'
  | 'originalUrl'
  | 'preflight'
  | 'request'
  | 'signal'
  | 'record'
>

/** Creates the state of a call before its first policy. */
export function openCall(arrived: Arrived): Call {
  const call: Omit<Call, 'context'> = {
    ...arrived,
    originalMethod: arrived.request.method,
    id: randomUUID(),
    startedAt: Date.now(),
    response: undefined,
    variables: new Map(),
    lastError: undefined,
    section: 'inbound',
    ended: false,
    answerHeaders: new Map(),
    counted: new Set(),
    onAnswer: [],
    onFinish: []
  }
  return Object.assign(call, { context: contextFor(call) })
}
