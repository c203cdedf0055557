import type { CharSet } from './char-set.ts'

/** What a pattern says, without its syntax. */
export type Pattern =
  | { kind: 'set'; set: CharSet }
  | { kind: 'sequence'; items: Pattern[] }
  | { kind: 'choice'; items: Pattern[] }
  | { kind: 'repeat'; body: Pattern; min: number; max: number; isLazy: boolean }
  | { kind: 'capture'; group: Group; body: Pattern }
  | { kind: 'atomic'; body: Pattern }
  | { kind: 'look'; body: Pattern; isBehind: boolean; isNegative: boolean }
  | { kind: 'anchor'; anchor: Anchor }
  | { kind: 'reference'; name: string; ignoreCase: boolean }

/** A capturing group; its name is null when it has none, and a number may be its name. */
export interface Group {
  name: string | null
}

/** Places that match no character. */
export type Anchor =
  | 'start'
  | 'end'
  | 'end or last newline'
  | 'line start'
  | 'line end'
  | 'word boundary'
  | 'no word boundary'
  | 'search start'
