import type { Member, Type } from '../model/type.ts'
import type { Decimal } from '../run/decimal.ts'

/** Local variables of one block; a lambda keeps the one it was made in. */
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
  /** What it is that cannot be assigned: a constant, the variable of a foreach. */
  fixed?: string
  assign?: (frame: Frame, value: unknown) => void
  /** Whether it may be a string that stands in the code: those are one object, and no other string is it. */
  literal?: () => boolean
  /** Tells a variable of a value that it is given. */
  given?: (from: Value) => void
  /** Part of a `?.` chain: running it may give `SKIPPED`. */
  chained?: boolean
  /** The literal elements of a tuple, to be converted one by one. */
  elements?: Value[]
  /** A place to assign to, prepared so that its receiver and arguments are evaluated once. */
  target?: (frame: Frame) => { get: () => unknown; set: (value: unknown) => void }
}

/** The methods of one name, before a call chooses one. */
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

/** The name of a type where its static members or a cast follow. */
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

/** What a piece of C# turned out to be. Only a value can be evaluated; the others wait for what stands around them. */
export type Bound = Value | Methods | Lambda | TypeName | Namespace | Throws | Out

export function isLiteral({ constant, literal }: Value): boolean {
  return typeof constant === 'string' || literal?.() === true
}

/** A method that a call could choose, with its parameters met by the call's arguments. */
export interface Candidate {
  member: Member
  map: Map<Type, Type>
  returns: Type
  /** Parameter types that the arguments meet, `params` expanded. */
  types: Type[]
  args: Bound[]
  /** Which parameter each argument is for. */
  places: number[]
  expanded: boolean
  defaults: number
}

/** What the rest of a `?.` chain gives when its receiver is null. */
export const SKIPPED = Symbol('skipped')
