import { type Type, type } from '../model/type.ts'
import { bounded, step } from './meter.ts'
import { type ArrayValue, array, fail, type Instance, isInstance } from './value.ts'

/** Anything enumerable that is not an array or a string. */
export interface Sequence extends Instance {
  iterate(): Iterable<unknown>
}

/** The elements. Each counts as a step of the evaluation. */
export function* iterate(source: unknown): Generator<unknown> {
  for (const each of contents(source)) {
    step()
    yield each
  }
}

/** A lazy `IEnumerable<T>`. */
export function sequence(element: Type | undefined, iterate: () => Iterable<unknown>): Sequence {
  return { type: type('System.Collections.Generic.IEnumerable', element ?? type('System.Object')), iterate }
}

/** All elements at once. */
export function toItems(source: unknown): unknown[] {
  if (isArray(source)) {
    step(bounded(source.items.length) >> 4)
    return [...source.items]
  }
  return [...iterate(source)]
}

/** A `List<T>` over these items. The array is not copied. */
export function list(element: Type | undefined, items: unknown[]): ArrayValue {
  return { type: type('System.Collections.Generic.List', element ?? type('System.Object')), items }
}

/** All elements as a `T[]`. */
export const toArray = (element: Type | undefined, source: unknown) =>
  array(element ?? type('System.Object'), toItems(source))

function contents(source: unknown): Iterable<unknown> {
  if (typeof source === 'string') return characters(source)
  if (isArray(source)) return live(source)
  if (isInstance(source) && 'iterate' in source) return (source as Sequence).iterate()
  return fail(
    'InvalidOperationException',
    'This is not a sequence. Use an array, a list or another IEnumerable<T>.'
  )
}

function* characters(source: string): Generator<number> {
  for (let at = 0; at < source.length; at++) yield source.charCodeAt(at)
}

// The enumeration of a list throws when the list was changed. An array cannot change its length.
function* live(source: ArrayValue): Generator<unknown> {
  const { items } = source
  const length = items.length
  for (let at = 0; at < items.length; at++) {
    yield items[at]
    if (items.length !== length) {
      fail('InvalidOperationException', 'Collection was modified; enumeration operation may not execute.')
    }
  }
}

function isArray(source: unknown): source is ArrayValue {
  return isInstance(source) && 'items' in source && Array.isArray(source.items) && !('iterate' in source)
}
