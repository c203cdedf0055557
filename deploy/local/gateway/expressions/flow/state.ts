import type { Node } from 'web-tree-sitter'

/** The variables that have a value by then; null where no path leads, and any may count as having one. */
export type State = ReadonlySet<string> | null

/** The state behind a condition that holds, and behind one that does not. */
export interface Branches {
  yes: State
  no: State
}

export interface Walk {
  /** Every variable that was declared without a value. */
  unset: Set<string>
  refuse: (node: Node, problem: string, hint: string) => never
  /** Walks the body of a lambda, which holds statements. */
  inFunction: (node: Node, state: State, walk: Walk) => void
}

export const unreachable: State = null

/** What holds where two paths meet. */
export function join(a: State, b: State): State {
  if (a === null) return b
  return b === null ? a : new Set([...a].filter((each) => b.has(each)))
}

export const joined = (states: State[]) => states.reduce(join, unreachable)

/** What holds behind two pieces of code that both ran. */
export function both(a: State, b: State): State {
  return a === null || b === null ? null : new Set([...a, ...b])
}

export function assigned(state: State, names: string[]): State {
  return both(state, new Set(names))
}

export function declared(state: State, name: string, walk: Walk): State {
  walk.unset.add(name)
  return state === null ? null : new Set([...state].filter((each) => each !== name))
}
