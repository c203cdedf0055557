import { CSharpException } from '../errors.ts'

const MAX_STEPS = 1_000_000
const MAX_MILLISECONDS = 5_000
const MAX_LENGTH = 16 * 1024 * 1024

// An evaluation is synchronous, so the one under way is the only one.
let steps = 0
let started: NodeJS.CpuUsage | null = null

/** Runs one evaluation within its own bounds. */
export function metered<T>(run: () => T): T {
  const outer = { steps, started }
  steps = 0
  started = null
  try {
    return run()
  } catch (error) {
    if (error instanceof RangeError) throw exceeded('recursion or size')
    throw error
  } finally {
    steps = outer.steps
    started = outer.started
  }
}

/** Counts work: a statement, a call, an element of a sequence. */
export function step(count = 1): void {
  steps += count
  if (steps > MAX_STEPS) throw exceeded(`${MAX_STEPS} steps`)
  if ((steps & 1023) < count && isLong()) throw exceeded(`${MAX_MILLISECONDS} ms of processor time`)
}

/** Passes a text or array length on, unless one evaluation has no business making it. */
export function bounded(length: number): number {
  if (length > MAX_LENGTH) throw exceeded(`a length of ${MAX_LENGTH}`)
  step(length >> 10)
  return length
}

// Processor time, since a busy machine takes long for anything. It starts with the first steps that are counted, as most
// evaluations are over by then.
function isLong(): boolean {
  if (started === null) {
    started = process.cpuUsage()
    return false
  }
  const { user, system } = process.cpuUsage(started)
  return user + system > MAX_MILLISECONDS * 1_000
}

// Without an exception object: C#'s `catch` never sees it.
function exceeded(what: string) {
  return new CSharpException('ExpressionLimitExceeded', `The expression went over ${what}`)
}
