import type { CharSet } from './char-set.ts'
import type { Anchor } from './pattern.ts'

/** One step of a match. Without a target of its own it goes on with the next one. */
export type Instruction =
  /** One unit of the set; looking behind, the one before. */
  | { op: 'set'; set: CharSet; isBehind: boolean }
  /** As many units of the set as there are, up to `max`, then fewer. Choices are numbered. */
  | { op: 'run'; set: CharSet; max: number; choice: number }
  /** The first target, then the second. */
  | { op: 'split'; first: number; second: number; choice: number }
  | { op: 'jump'; to: number }
  | { op: 'open'; group: number }
  | { op: 'close'; group: number }
  /** Remembers where a round of a loop begins; `progress` leaves the loop when the round matched nothing. */
  | { op: 'mark'; slot: number }
  | { op: 'progress'; slot: number; exit: number }
  | { op: 'anchor'; anchor: Anchor }
  | { op: 'reference'; group: number; ignoreCase: boolean; isBehind: boolean }
  /** What follows up to `accept`, of which only the first way to match counts. */
  | { op: 'look'; isNegative: boolean; after: number }
  | { op: 'atomic'; after: number }
  | { op: 'accept' }

/** A group's number, and its name, which is the number as text where the pattern gives none. */
export interface GroupName {
  number: number
  name: string
}

/** A compiled pattern, which is used for any number of texts. */
export interface Program {
  code: Instruction[]
  /** In the order of their numbers. The first is the match itself. */
  groups: GroupName[]
  choices: number
  marks: number
  /** Whether what fails at a place of the text fails there always: not so after a backreference. */
  isRegular: boolean
  /** Where a match can begin: only at the start of the text, at a unit of the set, or anywhere. */
  begins: 'start' | CharSet | null
}
