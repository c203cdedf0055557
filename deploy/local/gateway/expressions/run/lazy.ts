import { iterate } from './sequence.ts'
import { required } from './value.ts'

type Fn = (...values: unknown[]) => unknown

/** The elements of a source. Throws ArgumentNullException when the source is null. */
export const each = (source: unknown) => iterate(required(source, 'source'))

export function* range(start: number, count: number): Generator<number> {
  for (let at = 0; at < count; at++) yield start + at
}

export function* map(items: Iterable<unknown>, selector: Fn): Generator<unknown> {
  let at = 0
  for (const item of items) yield selector(item, at++)
}

export function* filter(items: Iterable<unknown>, test: Fn): Generator<unknown> {
  let at = 0
  for (const item of items) if (test(item, at++) === true) yield item
}

/** The elements of all results of the selector. Each result is a JavaScript iterable or a C# sequence. */
export function* flatten(items: Iterable<unknown>, selector: Fn): Generator<unknown> {
  for (const item of items) {
    const inner = selector(item)
    if (typeof inner === 'object' && inner !== null && !('type' in inner)) yield* inner as Iterable<unknown>
    else yield* each(inner)
  }
}

export function* take(items: Iterable<unknown>, count: number): Generator<unknown> {
  let left = count
  if (left <= 0) return
  for (const item of items) {
    yield item
    if (--left <= 0) return
  }
}

export function* takeWhile(items: Iterable<unknown>, test: Fn): Generator<unknown> {
  let at = 0
  for (const item of items) {
    if (test(item, at++) !== true) return
    yield item
  }
}

export function* skipWhile(items: Iterable<unknown>, test: Fn): Generator<unknown> {
  let skipping = true
  let at = 0
  for (const item of items) {
    skipping = skipping && test(item, at++) === true
    if (!skipping) yield item
  }
}

/** The items whose key is not in `seen`. Adds their keys to it. */
export function* unique(
  items: Iterable<unknown>,
  seen: Set<unknown>,
  keyed: (item: unknown) => unknown
): Generator<unknown> {
  for (const item of items) {
    const found = keyed(item)
    if (seen.has(found)) continue
    seen.add(found)
    yield item
  }
}

/** Pairs the items, up to the end of the shorter sequence. */
export function* zip(items: Iterable<unknown>, others: Iterator<unknown>, selector: Fn): Generator<unknown> {
  for (const item of items) {
    const other = others.next()
    if (other.done === true) return
    yield selector(item, other.value)
  }
}

/** The items, or the value when there are none. */
export function* orElse(items: Iterable<unknown>, value: unknown): Generator<unknown> {
  let any = false
  for (const item of items) {
    any = true
    yield item
  }
  if (!any) yield value
}
