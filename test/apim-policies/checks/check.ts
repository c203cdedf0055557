import type { Gate } from '../gate.ts'

/** One attack, or one contract of the policies: throws an AssertionError when they do not stand it. */
export type Check = (gate: Gate) => Promise<void>

export type Checks = Record<string, Check>
