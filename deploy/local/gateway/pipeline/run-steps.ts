import type { Call } from '../call/call.ts'
import { PolicyError } from '../call/policy-error.ts'
import { CSharpException } from '../expressions/index.ts'
import type { Element, Step } from './policy.ts'

/** Runs policies in order until one ends the call or fails. */
export async function runSteps(call: Call, steps: Step[]): Promise<void> {
  for (const step of steps) {
    if (call.ended) return
    const done = call.record.enter(step)
    try {
      call.signal.throwIfAborted()
      const { reads } = step.element
      if (reads.request || reads.response) await readBodies(call, step.element)
      // Most policies are synchronous, and an `await` would cost each of them a microtask.
      const running = step.policy.run(call, step.element)
      if (running instanceof Promise) await running
    } catch (error) {
      throw done.failed(asPolicyError(call, error, step))
    } finally {
      done()
    }
  }
}

/** Buffers the bodies that an element's expressions read. */
export async function readBodies(call: Call, { reads }: Element): Promise<void> {
  if (reads.request) await call.request.body.read()
  if (reads.response) await call.response?.body.read()
}

function asPolicyError(call: Call, error: unknown, { policy, element, scope, section }: Step) {
  const failure = error instanceof PolicyError && !call.signal.aborted ? error : translated(call, error)
  failure.at ??= {
    source: failure.source ?? policy.name,
    scope,
    section,
    path: element.path,
    policyId: element.text(call, 'id')
  }
  return failure
}

function translated(call: Call, error: unknown) {
  if (call.signal.aborted) {
    return new PolicyError({
      reason: 'ClientConnectionFailure',
      message: 'The client closed the connection.'
    })
  }
  if (error instanceof CSharpException) {
    return new PolicyError({
      reason: 'ExpressionValueEvaluationFailure',
      message: `Expression evaluation failed. ${error.message}`
    })
  }
  return new PolicyError({
    reason: 'InternalError',
    message: error instanceof Error ? error.message : String(error)
  })
}
