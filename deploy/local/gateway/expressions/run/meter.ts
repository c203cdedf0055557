import { CSharpException } from '../errors.ts'

const MAX_STEPS = 1_000_000
const MAX_MILLISECONDS = 5_000
const MAX_LENGTH = 16 * 1024 * 1024

// An evaluation is synchronous, so only one runs at a time.
let steps = 0
let started: NodeJS.CpuUsage | null = null

/** Runs one evaluation within its limits. Throws ExpressionLimitExceeded. */
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

/** Returns the length of a text or an array. Throws when it is over the limit for one evaluation. */
export function bounded(length: number): number {
  if (length > MAX_LENGTH) throw exceeded(`a length of ${MAX_LENGTH}`)
  step(length >> 10)
  return length
}

// Measures processor time, because everything takes long on a busy machine. It starts with the first counted steps, since
// most evaluations have ended by then.
function isLong(): boolean {
  if (started === null) {
    started = process.cpuUsage()
    return false
  }
  const { user, system } = process.cpuUsage(started)
  return user + system > MAX_MILLISECONDS * 1_000
}

// It has no exception object, so that no C# `catch` takes it.
function exceeded(what: string) {
  return new CSharpException(
    'ExpressionLimitExceeded',
    `The expression went over its limit: ${what}. Let it do less work.`
  )
}
