import type { Type } from '../model/type.ts'
import { comparer, keyOf } from './equality.ts'
import { box, type Instance } from './value.ts'

/** A StringComparer, or another object that compares. */
export interface Comparer extends Instance {
  /** Maps texts that are equal for the comparer to the same text. */
  fold: (text: string) => string
  compare: (a: string | null, b: string | null) => number
}

/** Makes keys that are the same for two elements when the comparer, or else `Equals`, says they are equal. */
export function keyed(of: Type | undefined, by: Comparer | null = null): (value: unknown) => unknown {
  return (value) =>
    by !== null && typeof value === 'string'
      ? by.fold(value)
      : keyOf(of === undefined ? value : box(value, of))
}

/** Compares elements of that type by the comparer, or else by `Comparer<T>.Default`. */
export function ordered(of: Type, by: Comparer | null): (a: unknown, b: unknown) => number {
  return by === null ? comparer(of) : (a, b) => by.compare(a as string | null, b as string | null)
}
