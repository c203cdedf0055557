import { iterate } from './sequence.ts'
import { required } from './value.ts'

type Fn = (...values: unknown[]) => unknown

/** The elements of a source that must not be null. */
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

/** The elements of what the selector makes of each item, which may be an iterable of our own or a C# sequence. */
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

/** Items whose key was not seen before; adds the keys to those seen. */
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

/** Pairs up to the end of the shorter one. */
export function* zip(items: Iterable<unknown>, others: Iterator<unknown>, selector: Fn): Generator<unknown> {
  for (const item of items) {
    const other = others.next()
    if (other.done === true) return
    yield selector(item, other.value)
  }
}

/** The items, or the one value if there is none. */
export function* orElse(items: Iterable<unknown>, value: unknown): Generator<unknown> {
  let any = false
  for (const item of items) {
    any = true
    yield item
  }
  if (!any) yield value
}
