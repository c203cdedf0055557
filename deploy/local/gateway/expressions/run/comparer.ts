import type { Type } from '../model/type.ts'
import { comparer, keyOf } from './equality.ts'
import { box, type Instance } from './value.ts'

/** A StringComparer, or another object that compares. */
export interface Comparer extends Instance {
  /** The same text for texts that it holds equal. */
  fold: (text: string) => string
  compare: (a: string | null, b: string | null) => number
}

/** Keys that are the same for elements of that type which the comparer, or `Equals`, holds equal. */
export function keyed(of: Type | undefined, by: Comparer | null = null): (value: unknown) => unknown {
  return (value) =>
    by !== null && typeof value === 'string'
      ? by.fold(value)
      : keyOf(of === undefined ? value : box(value, of))
}

/** The order of elements of that type. */
export function ordered(of: Type, by: Comparer | null): (a: unknown, b: unknown) => number {
  return by === null ? comparer(of) : (a, b) => by.compare(a as string | null, b as string | null)
}
