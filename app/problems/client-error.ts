import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { newTraceId } from '../trace-id.ts'
import type { ProblemCode } from './codes.ts'
import { Problem, problemDocument } from './problem.ts'

const codes: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout'
}

/** Answers what never became a request: headers that are too large, or no HTTP at all. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const problem = new Problem(codes[error.code ?? ''] ?? 'input_invalid')
  const body = JSON.stringify(problemDocument(problem, newTraceId()))
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n` +
      'content-type: application/problem+json\r\n' +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`
  )
}
