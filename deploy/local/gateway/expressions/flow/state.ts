import type { Node } from 'web-tree-sitter'

/** The variables that have a value at a point of the code. Null means that no path leads there, so all of them count. */
export type State = ReadonlySet<string> | null

/** The state after a condition that is true, and after one that is false. */
export interface Branches {
  yes: State
  no: State
}

/** What all steps of one walk through the code share. */
export interface Walk {
  /** Every variable that was declared without a value. */
  unset: Set<string>
  refuse: (node: Node, problem: string, hint: string) => never
  /** Walks the body of a lambda, which holds statements. */
  inFunction: (node: Node, state: State, walk: Walk) => void
}

/** The state after a jump, a return or a throw. */
export const unreachable: State = null

/** The state where two paths meet: a variable has a value if both paths gave it one. */
export function join(a: State, b: State): State {
  if (a === null) return b
  return b === null ? a : new Set([...a].filter((each) => b.has(each)))
}

/** The state where several paths meet. */
export const joined = (states: State[]) => states.reduce(join, unreachable)

/** The state after two pieces of code that both ran: a variable has a value if either gave it one. */
export function both(a: State, b: State): State {
  return a === null || b === null ? null : new Set([...a, ...b])
}

/** The state after these variables were given a value. */
export function assigned(state: State, names: string[]): State {
  return both(state, new Set(names))
}

/** The state after a variable was declared without a value. */
export function declared(state: State, name: string, walk: Walk): State {
  walk.unset.add(name)
  return state === null ? null : new Set([...state].filter((each) => each !== name))
}
