import type { Member, Type } from '../model/type.ts'
import type { Decimal } from '../run/decimal.ts'

/** The local variables of one block. A lambda keeps the frame in which it was created. */
export interface Frame {
  readonly parent: Frame | null
  readonly slots: unknown[]
}

/** Evaluates a compiled expression in a frame. */
export type Run = (frame: Frame) => unknown

/** An expression with its type. */
export interface Value {
  kind: 'value'
  type: Type
  run: Run
  /** Known at compile time. */
  constant?: number | bigint | string | boolean | Decimal | null
  /** Why it cannot be assigned, such as `a constant` or `the variable of a foreach`. */
  fixed?: string
  assign?: (frame: Frame, value: unknown) => void
  /** Whether it may be a string literal. Equal literals are one object; a string made at run time is another object. */
  literal?: () => boolean
  /** Tells the variable which value it is given. */
  given?: (from: Value) => void
  /** Part of a `?.` chain; `run` may return `SKIPPED`. */
  chained?: boolean
  /** The elements of a tuple literal, which are converted one by one. */
  elements?: Value[]
  /** Makes the place to assign to, and evaluates its receiver and arguments once. */
  target?: (frame: Frame) => { get: () => unknown; set: (value: unknown) => void }
}

/** The methods with one name, before a call chooses one. */
export interface Methods {
  kind: 'methods'
  name: string
  receiver: Value | null
  candidates: { member: Member; map: Map<Type, Type> }[]
  typeArguments: Type[]
}

/** A lambda, before a delegate type gives its parameters their types. */
export interface Lambda {
  kind: 'lambda'
  arity: number
  bind: (parameters: Type[], returns: Type | null) => Value & { returns: Type }
  explicit: (Type | null)[]
}

/** The name of a type, before a static member or a cast. */
export interface TypeName {
  kind: 'type'
  type: Type
}

export interface Namespace {
  kind: 'namespace'
  name: string
}

/** `throw …` where a value is expected. */
export interface Throws {
  kind: 'throws'
  run: Run
}

/** `out var x`, `out T x`, `out x`. */
export interface Out {
  kind: 'out'
  type: Type | null
  declare: (type: Type) => (frame: Frame, value: unknown) => void
}

/** The result of binding a node. Only a value can be evaluated; the surrounding code decides what the others become. */
export type Bound = Value | Methods | Lambda | TypeName | Namespace | Throws | Out

/** Whether the value may be a string literal, which equality by reference must know. */
export function isLiteral({ constant, literal }: Value): boolean {
  return typeof constant === 'string' || literal?.() === true
}

/** A method that a call could choose, matched with the arguments of the call. */
export interface Candidate {
  member: Member
  map: Map<Type, Type>
  returns: Type
  /** The parameter type for each argument, with `params` expanded. */
  types: Type[]
  args: Bound[]
  /** The index of the parameter for each argument. */
  places: number[]
  expanded: boolean
  defaults: number
}

/** The value of a `?.` chain whose receiver is null. */
export const SKIPPED = Symbol('skipped')
