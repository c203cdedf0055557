import type { CharSet } from './char-set.ts'
import type { Anchor } from './pattern.ts'

/** One step of a match. A step without a target goes on with the next one. */
export type Instruction =
  /** Takes one unit of the set: the next one, or the one before in a lookbehind. */
  | { op: 'set'; set: CharSet; isBehind: boolean }
  /** Takes as many units of the set as it can, up to `max`, and then tries fewer. Choices are numbered. */
  | { op: 'run'; set: CharSet; max: number; choice: number }
  /** Tries the first target, and then the second. */
  | { op: 'split'; first: number; second: number; choice: number }
  | { op: 'jump'; to: number }
  | { op: 'open'; group: number }
  | { op: 'close'; group: number }
  /** Remembers where a round of a loop begins; `progress` leaves the loop when the round matched nothing. */
  | { op: 'mark'; slot: number }
  | { op: 'progress'; slot: number; exit: number }
  | { op: 'anchor'; anchor: Anchor }
  | { op: 'reference'; group: number; ignoreCase: boolean; isBehind: boolean }
  /** Runs the steps up to `accept`. Only their first way to match counts. */
  | { op: 'look'; isNegative: boolean; after: number }
  | { op: 'atomic'; after: number }
  | { op: 'accept' }

/** A group's number and its name. The name is the number as text when the pattern gives none. */
export interface GroupName {
  number: number
  name: string
}

/** A compiled pattern. It can be used for any number of texts. */
export interface Program {
  code: Instruction[]
  /** In the order of their numbers. The first is the match itself. */
  groups: GroupName[]
  choices: number
  marks: number
  /** Whether a failure at a position of the text is final. It is not when the pattern has a backreference. */
  isRegular: boolean
  /** Where a match can begin: only at the start of the text, at a unit of the set, or anywhere. */
  begins: 'start' | CharSet | null
}
