import type { CharSet } from './char-set.ts'

/** The syntax tree of a pattern. */
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

/** A capturing group. Its name is null when it has none, and may be a number. */
export interface Group {
  name: string | null
}

/** Tests of a position, which match no character. */
export type Anchor =
  | 'start'
  | 'end'
  | 'end or last newline'
  | 'line start'
  | 'line end'
  | 'word boundary'
  | 'no word boundary'
  | 'search start'
