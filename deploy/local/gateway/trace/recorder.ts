import { display, type LastError, type Place } from '../expressions/index.ts'
import type { Headers } from '../http/headers.ts'
import type { CallRecord, OutboundRecord, StepRecord } from './call-record.ts'
import { type Mask, maskHeaders } from './mask.ts'

export interface Recorder {
  /** Records the start of a policy. Call the result when the policy ends. */
  enter(step: Entered): Ended
  /** A recorder for policies that run in parallel, inside the policy that runs now. */
  branch(): Recorder
  decide(decision: string): void
  variable(name: string, value: unknown): void
  outbound(request: Sent): (result: { status: number } | Error) => void
  /** Records a fault of the gateway itself, or of a stream after the policies. */
  fault(error: unknown): void
  close(call: Finished, aborted: boolean): void
}

/** The policy that starts, and its place. */
interface Entered {
  policy: { name: string }
  element: { path: string; place: Place }
  scope: string
  section: string
}

interface Ended {
  (): void
  failed<E extends Failure>(error: E): E
}

interface Failure {
  status: number
  reason: string
  message: string
}

interface Sent extends Pick<OutboundRecord, 'hop' | 'method' | 'url'> {
  headers: Headers
}

/** A call that has ended, with or without a response. */
interface Finished {
  request: { headers: Headers }
  response: { status: number; headers: Headers } | undefined
  lastError: LastError | undefined
}

/** Creates the recorder of a call. Everything is masked before it is recorded. */
export function createRecorder(record: CallRecord, mask: Mask): Recorder {
  const began = performance.now()
  return recorder([])

  function recorder(open: StepRecord[]): Recorder {
    return {
      branch: () => recorder(open.slice(-1)),
      enter(step) {
        const entry = toEntry(step, elapsed())
        ;(open.at(-1)?.steps ?? record.steps).push(entry)
        open.push(entry)
        const done = () => {
          entry.durationMs = rounded(elapsed() - entry.atMs)
          open.splice(open.indexOf(entry))
        }
        return Object.assign(done, {
          failed<E extends Failure>(error: E) {
            entry.failed = mask(`${error.status} ${error.reason}: ${error.message}`)
            return error
          }
        })
      },
      decide: (decision) => open.at(-1)?.decisions.push(mask(decision)),
      variable(name, value) {
        const entry = open.at(-1)
        if (entry)
          entry.variables[name] = /secret|assertion|token/i.test(name)
            ? hidden(value)
            : cut(mask(shown(value)))
      },
      outbound({ hop, method, url, headers }) {
        const from = elapsed()
        const entry: OutboundRecord = {
          hop,
          method,
          url: mask(url),
          headers: maskHeaders(headers, mask),
          durationMs: 0
        }
        open.at(-1)?.outbound.push(entry)
        return (result) => {
          entry.durationMs = rounded(elapsed() - from)
          if (result instanceof Error) entry.failed = mask(result.message)
          else entry.status = result.status
        }
      },
      fault(error) {
        record.fault = mask(error instanceof Error ? error.message : String(error))
      },
      close(call, aborted) {
        record.durationMs = elapsed()
        record.request = maskHeaders(call.request.headers, mask)
        if (aborted) record.aborted = true
        if (call.response) {
          record.status = call.response.status
          record.response = maskHeaders(call.response.headers, mask)
        }
        if (!call.lastError) return
        const { Source, Reason, Message, Scope, Section, Path } = call.lastError
        record.error = {
          source: Source,
          reason: Reason,
          message: mask(Message),
          scope: Scope,
          section: Section,
          path: Path
        }
      }
    }
  }

  function elapsed() {
    return rounded(performance.now() - began)
  }
}

function toEntry({ policy, element, scope, section }: Entered, atMs: number): StepRecord {
  const { path, place } = element
  return {
    policy: policy.name,
    section,
    scope,
    path,
    place: `${place.file}:${place.line}`,
    atMs,
    durationMs: 0,
    decisions: [],
    variables: {},
    outbound: [],
    steps: []
  }
}

// Hides the value of a variable whose name sounds secret, unless it is a number: that is a lifetime or a count.
function hidden(value: unknown) {
  const text = shown(value)
  return text === '' || text === 'null' || /^\d{1,9}$/.test(text) ? text : '‹hidden›'
}

function cut(text: string) {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

function rounded(milliseconds: number) {
  return Math.round(milliseconds * 100) / 100
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'object' && 'StatusCode' in value) return `response ${value.StatusCode}`
  return display(value)
}
