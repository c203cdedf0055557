import type { Node } from 'web-tree-sitter'
import type { Casts } from '../casts.ts'
import { ExpressionError, type Place } from '../errors.ts'
import type { Parsed } from '../grammar.ts'
import type { Member, Type } from '../model/type.ts'
import { type Frame, isLiteral, type Methods, type Value } from './bound.ts'

/** What all parts of one expression share. */
export interface Unit {
  /** The positions of each `?` in `?.` and `?[`. */
  conditional: ReadonlySet<number>
  /** Casts that the tree does not show, by the position of their value. */
  casts: Casts
  refuse: (node: Node, problem: string, hint?: string) => never
  reads: { request: boolean; response: boolean; context: boolean; otherBody: boolean; variables: Set<string> }
}

/** The names of one block; at run time, one frame. */
export interface Scope {
  unit: Unit
  isChecked: boolean
  /** Inside `unchecked(…)`, where even constants wrap. */
  isUnchecked: boolean
  find: (name: string) => Value | Methods | null
  declare: (
    node: Node,
    name: string,
    type: Type,
    traits?: Traits
  ) => { get: (frame: Frame) => unknown; set: (frame: Frame, value: unknown) => void }
  child: (changes?: { isChecked?: boolean | undefined; result?: Result }) => Scope
  result: Result
}

/** How a name differs from that of a plain variable. */
interface Traits {
  /** Why it cannot be assigned. */
  fixed?: string
  constant?: Value['constant']
  /** Set for a local function. */
  member?: Member
}

/** The result that `return` gives, of a lambda or of the whole block. */
export interface Result {
  /** Null while a lambda's result is being inferred. */
  type: Type | null
  found: Value[]
}

let temporaries = 0

/**
 * A hidden variable for a value that an expression evaluates once and reads more than once, such as the receiver of
 * `?.`. It lives in the frame, as any variable does, so that nested evaluations do not share it.
 */
export function temporary(
  node: Node,
  type: Type,
  scope: Scope
): { value: Value; set: (frame: Frame, value: unknown) => void } {
  const { get, set } = scope.declare(node, `$${temporaries++}`, type)
  return { value: { kind: 'value', type, run: get }, set }
}

/** The scope of a whole expression. */
export function rootScope(unit: Unit, result: Result): Scope {
  return makeScope(unit, null, undefined, result)
}

/** The same names, in `checked(…)` or `unchecked(…)`. */
export function withOverflow(scope: Scope, isChecked: boolean): Scope {
  return {
    ...scope,
    isChecked,
    isUnchecked: !isChecked,
    child: (changes = {}) => scope.child({ isChecked, ...changes })
  }
}

/** Starts an expression. `refuse` turns positions in the parsed text into places in the policy document. */
export function unitFor(source: string, where: Place, { skipped, conditional, casts }: Parsed): Unit {
  return {
    conditional,
    casts,
    refuse: (node, problem, hint = '') => {
      const before = source
        .slice(0, Math.max(0, Math.min(source.length, node.startIndex - skipped)))
        .split('\n')
      const line = where.line + before.length - 1
      const last = before.at(-1) ?? ''
      const column = before.length === 1 ? where.column + last.length : last.length + 1
      throw new ExpressionError({ file: where.file, line, column }, problem, hint)
    },
    reads: { request: false, response: false, context: false, otherBody: false, variables: new Set() }
  }
}

function makeScope(
  unit: Unit,
  parent: { find: (name: string, depth: number) => Value | Methods | null } | null,
  isChecked: boolean | undefined,
  result: Result
): Scope {
  const names = new Map<string, Local>()
  const find = (name: string, depth: number): Value | Methods | null => {
    const local = names.get(name)
    if (local === undefined) return parent?.find(name, depth + 1) ?? null
    const found = variable(local, depth)
    const { member } = local.traits
    if (member === undefined) return found
    return {
      kind: 'methods',
      name,
      receiver: found,
      candidates: [{ member, map: new Map() }],
      typeArguments: []
    }
  }
  return {
    unit,
    isChecked: isChecked === true,
    isUnchecked: isChecked === false,
    result,
    find: (name) => find(name, 0),
    declare: (node, name, type, traits = {}) => {
      if (name !== '_' && !name.startsWith('$') && find(name, 0) !== null)
        unit.refuse(node, `A variable named ${name} is already declared here`, 'Choose another name')
      const index = names.size
      names.set(name === '_' ? `_${index}` : name, { type, index, traits, literals: [] })
      return {
        get: (frame) => frame.slots[index],
        set: (frame, value) => {
          frame.slots[index] = value
        }
      }
    },
    child: (changes = {}) =>
      makeScope(unit, { find }, changes.isChecked ?? isChecked, changes.result ?? result)
  }
}

interface Local {
  /** Whether the values that it is given may be literals; known once the whole scope is bound. */
  literals: (() => boolean)[]
  type: Type
  index: number
  traits: Traits
}

function variable({ type, index, traits, literals }: Local, depth: number): Value {
  const owner = (frame: Frame) => {
    let at = frame
    for (let up = depth; up > 0 && at.parent !== null; up--) at = at.parent
    return at
  }
  const run =
    depth === 0
      ? (frame: Frame) => frame.slots[index]
      : depth === 1
        ? (frame: Frame) => frame.parent?.slots[index]
        : (frame: Frame) => owner(frame).slots[index]
  const { constant, fixed } = traits
  if (constant !== undefined)
    return { kind: 'value', type, run: () => constant, constant, fixed: 'a constant' }
  if (fixed !== undefined) return { kind: 'value', type, run, fixed }
  return {
    kind: 'value',
    type,
    run,
    literal: () => literals.some((each) => each()),
    given: (from) => {
      literals.push(() => isLiteral(from))
    },
    assign: (frame, value) => {
      owner(frame).slots[index] = value
    }
  }
}
