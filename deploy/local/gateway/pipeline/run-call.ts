import { answer, type Call, respond } from '../call/call.ts'
import { PolicyError } from '../call/policy-error.ts'
import type { Pipeline } from './policy.ts'
import { runSteps } from './run-steps.ts'

/** Runs a call through its sections, and through on-error if a policy fails. Afterwards the call has a response. */
export async function runCall(call: Call, pipeline: Pipeline): Promise<void> {
  try {
    if (!call.operation) throw operationNotFound()
    await runSections(call, pipeline)
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    await handleError(call, pipeline, error)
  }
  if (!call.response) respond(call, answer(200))
}

/** Runs the policies that answer preflights. The others run for the request that follows. */
export async function runPreflight(call: Call, { inbound }: Pipeline): Promise<void> {
  await runSteps(
    call,
    inbound.filter(({ policy }) => policy.runsOnPreflight)
  )
  if (!call.response) respond(call, answer(200))
}

async function runSections(call: Call, pipeline: Pipeline) {
  for (const section of ['inbound', 'backend', 'outbound'] as const) {
    call.section = section
    await runSteps(call, pipeline[section])
    if (section === 'backend' && !call.ended && !call.response) respond(call, answer(200))
  }
}

async function handleError(call: Call, pipeline: Pipeline, error: PolicyError) {
  fail(call, error)
  if (call.signal.aborted) return
  try {
    await runSteps(call, pipeline['on-error'])
  } catch (second) {
    if (!(second instanceof PolicyError)) throw second
    fail(call, second)
  }
}

function fail(call: Call, error: PolicyError) {
  const { source, scope, section, path, policyId } = error.at ?? unmatched
  call.lastError = {
    Source: source,
    Reason: error.reason,
    Message: error.message,
    Scope: scope,
    Section: section,
    Path: path,
    PolicyId: policyId
  }
  call.section = 'on-error'
  call.ended = false
  respond(call, defaultAnswer(error))
}

/** The answer to a failure that on-error does not replace. A 5xx does not reveal its cause. */
function defaultAnswer({ status, message, headers }: PolicyError) {
  const shown = status < 500 ? message : 'Internal server error'
  const made = answer(status, JSON.stringify({ statusCode: status, message: shown }))
  made.headers.set('content-type', ['application/json'])
  for (const [name, value] of Object.entries(headers)) made.headers.set(name.toLowerCase(), [value])
  return made
}

const unmatched = { source: 'configuration', scope: 'api', section: 'inbound', path: '', policyId: '' }

function operationNotFound() {
  return new PolicyError({
    reason: 'OperationNotFound',
    message: 'Unable to match incoming request to an operation.',
    status: 404
  })
}
