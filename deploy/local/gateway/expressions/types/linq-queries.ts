import { invalidCast, isInstanceOf, unbox } from '../bind/conversion.ts'
import { isReference, viewAs } from '../model/relation.ts'
import type { Code, Type } from '../model/type.ts'
import { type } from '../model/type.ts'
import { type Comparer, keyed, ordered } from '../run/comparer.ts'
import {
  each,
  filter,
  flatten,
  map,
  orElse,
  range,
  skipWhile,
  take,
  takeWhile,
  unique,
  zip
} from '../run/lazy.ts'
import { type Sequence, sequence, toItems } from '../run/sequence.ts'
import { box, fail, required, typeOf } from '../run/value.ts'
import { zero } from '../run/zero.ts'

type Fn = (...values: unknown[]) => unknown
type Types = Type[]

const S = 'this IEnumerable<T> source'
const OTHER = ', IEnumerable<T> other'
const object = () => type('System.Object')

interface Ordered extends Sequence {
  source: unknown
  orders: ((a: unknown, b: unknown) => number)[]
}

/** The members of Enumerable that make a lazy sequence. */
export const queries: Record<string, Code> = {
  'static IEnumerable<int> Range(int start, int count)': (start: number, count: number) =>
    count < 0
      ? fail(
          'ArgumentOutOfRangeException',
          'Specified argument was out of the range of valid values.\nParameter name: count'
        )
      : sequence(type('System.Int32'), () => range(start, count)),
  'static IEnumerable<T> Repeat<T>(T value, int count)': (value: unknown, count: number, types: Types) =>
    sequence(types[0], () => map(range(0, count), () => value)),
  'static IEnumerable<T> Empty<T>()': (types: Types) => sequence(types[0], () => []),
  [`static IEnumerable<R> Select<T, R>(${S}, Func<T, R> selector)`]: (
    source: unknown,
    selector: Fn,
    types: Types
  ) => lazy(source, types[1], (items) => map(items, (item) => selector(item))),
  [`static IEnumerable<R> Select<T, R>(${S}, Func<T, int, R> selector)`]: (
    source: unknown,
    selector: Fn,
    types: Types
  ) => lazy(source, types[1], (items) => map(items, selector)),
  [`static IEnumerable<R> SelectMany<T, R>(${S}, Func<T, IEnumerable<R>> selector)`]: (
    source: unknown,
    selector: Fn,
    types: Types
  ) => lazy(source, types[1], (items) => flatten(items, selector)),
  [`static IEnumerable<R> SelectMany<T, R>(${S}, Func<T, int, IEnumerable<R>> selector)`]: (
    source: unknown,
    selector: Fn,
    types: Types
  ) => lazy(source, types[1], (items) => flatten(map(items, selector), (inner) => inner)),
  [`static IEnumerable<R> SelectMany<T, U, R>(${S}, Func<T, IEnumerable<U>> selector, Func<T, U, R> result)`]:
    (source: unknown, selector: Fn, result: Fn, types: Types) =>
      lazy(source, types[2], (items) =>
        flatten(items, (item) => map(each(selector(item)), (inner) => result(item, inner)))
      ),
  [`static IEnumerable<T> Where<T>(${S}, Func<T, bool> test)`]: (source: unknown, test: Fn, types: Types) =>
    lazy(source, types[0], (items) => filter(items, (item) => test(item))),
  [`static IEnumerable<T> Where<T>(${S}, Func<T, int, bool> test)`]: (
    source: unknown,
    test: Fn,
    types: Types
  ) => lazy(source, types[0], (items) => filter(items, test)),
  [`static IEnumerable<T> Take<T>(${S}, int count)`]: (source: unknown, count: number, types: Types) =>
    lazy(source, types[0], (items) => take(items, count)),
  [`static IEnumerable<T> Skip<T>(${S}, int count)`]: (source: unknown, count: number, types: Types) =>
    lazy(source, types[0], (items) => filter(items, (_, at) => (at as number) >= count)),
  [`static IEnumerable<T> TakeWhile<T>(${S}, Func<T, bool> test)`]: (
    source: unknown,
    test: Fn,
    types: Types
  ) => lazy(source, types[0], (items) => takeWhile(items, test)),
  [`static IEnumerable<T> TakeWhile<T>(${S}, Func<T, int, bool> test)`]: (
    source: unknown,
    test: Fn,
    types: Types
  ) => lazy(source, types[0], (items) => takeWhile(items, test)),
  [`static IEnumerable<T> SkipWhile<T>(${S}, Func<T, int, bool> test)`]: (
    source: unknown,
    test: Fn,
    types: Types
  ) => lazy(source, types[0], (items) => skipWhile(items, test)),
  [`static IEnumerable<T> SkipWhile<T>(${S}, Func<T, bool> test)`]: (
    source: unknown,
    test: Fn,
    types: Types
  ) => lazy(source, types[0], (items) => skipWhile(items, test)),
  [`static IEnumerable<T> Concat<T>(${S}, IEnumerable<T> other)`]: (
    source: unknown,
    other: unknown,
    types: Types
  ) => lazy(source, types[0], (items) => flatten([items, each(other)], (item) => item)),
  [`static IEnumerable<T> Append<T>(${S}, T item)`]: (source: unknown, item: unknown, types: Types) =>
    lazy(source, types[0], (items) => flatten([items, [item]], (part) => part)),
  [`static IEnumerable<T> Prepend<T>(${S}, T item)`]: (source: unknown, item: unknown, types: Types) =>
    lazy(source, types[0], (items) => flatten([[item], items], (part) => part)),
  [`static IEnumerable<T> Reverse<T>(${S})`]: (source: unknown, types: Types) =>
    lazy(source, types[0], (items) => [...items].reverse()),
  ...withComparer('Distinct', '', (source, by, of) =>
    lazy(source, of, (items) => unique(items, new Set(), keyed(of, by)))
  ),
  ...withComparer('Union', OTHER, (source, by, of, other) => {
    required(other, 'second')
    return lazy(source, of, (items) =>
      unique(
        flatten([items, each(other)], (part) => part),
        new Set(),
        keyed(of, by)
      )
    )
  }),
  ...withComparer('Intersect', OTHER, (source, by, of, other) => {
    required(other, 'second')
    return lazy(source, of, (items) => {
      const wanted = new Set([...each(other)].map(keyed(of, by)))
      return filter(unique(items, new Set(), keyed(of, by)), (item) => wanted.has(keyed(of, by)(item)))
    })
  }),
  ...withComparer('Except', OTHER, (source, by, of, other) => {
    required(other, 'second')
    return lazy(source, of, (items) =>
      unique(items, new Set([...each(other)].map(keyed(of, by))), keyed(of, by))
    )
  }),
  [`static IEnumerable<R> Zip<T, U, R>(${S}, IEnumerable<U> other, Func<T, U, R> selector)`]: (
    source: unknown,
    other: unknown,
    selector: Fn,
    types: Types
  ) => lazy(source, types[2], (items) => zip(items, each(other), selector)),
  [`static IEnumerable<T> DefaultIfEmpty<T>(${S}, T value)`]: (
    source: unknown,
    value: unknown,
    types: Types
  ) => lazy(source, types[0], (items) => orElse(items, value)),
  [`static IEnumerable<T> DefaultIfEmpty<T>(${S})`]: (source: unknown, types: Types) =>
    lazy(source, types[0], (items) => orElse(items, types[0] === undefined ? null : zero(types[0]))),
  [`static IEnumerable<T> AsEnumerable<T>(${S})`]: (source: unknown) => source,
  'static IEnumerable<R> Cast<R>(this System.Collections.IEnumerable source)': (
    source: unknown,
    [of = object()]: Types
  ) => lazyObjects(source, of, (items) => map(items, (item) => castTo(item, of))),
  'static IEnumerable<R> OfType<R>(this System.Collections.IEnumerable source)': (
    source: unknown,
    [of = object()]: Types
  ) =>
    lazyObjects(source, of, (items) =>
      map(
        filter(items, (item) => isInstanceOf(item, of)),
        (item) => castTo(item, of)
      )
    ),
  ...inOrder('OrderBy', S, 1),
  ...inOrder('OrderByDescending', S, -1),
  ...inOrder('ThenBy', 'this IOrderedEnumerable<T> source', 1),
  ...inOrder('ThenByDescending', 'this IOrderedEnumerable<T> source', -1)
}

type Query = (source: unknown, by: Comparer | null, of: Type | undefined, other: unknown) => unknown

/** Declares a query with and without an IEqualityComparer, and with a second sequence if it takes one. */
function withComparer(name: string, other: string, query: Query): Record<string, Code> {
  const signature = `static IEnumerable<T> ${name}<T>(${S}${other}`
  const comparer = ', IEqualityComparer<T> comparer)'
  if (other === '')
    return {
      [`${signature})`]: (source: unknown, [of]: Types) => query(source, null, of, null),
      [signature + comparer]: (source: unknown, by: Comparer | null, [of]: Types) =>
        query(source, by, of, null)
    }
  return {
    [`${signature})`]: (source: unknown, second: unknown, [of]: Types) => query(source, null, of, second),
    [signature + comparer]: (source: unknown, second: unknown, by: Comparer | null, [of]: Types) =>
      query(source, by, of, second)
  }
}

/** Declares an ordering with and without an IComparer. */
function inOrder(name: string, source: string, direction: number): Record<string, Code> {
  const signature = `static IOrderedEnumerable<T> ${name}<T, K>(${source}, Func<T, K> selector`
  const before = (items: unknown) => (name.startsWith('Then') ? (items as Ordered) : null)
  return {
    [`${signature})`]: (items: unknown, selector: Fn, types: Types) =>
      order(items, before(items), selector, null, types, direction),
    [`${signature}, IComparer<K> comparer)`]: (
      items: unknown,
      selector: Fn,
      by: Comparer | null,
      types: Types
    ) => order(items, before(items), selector, by, types, direction)
  }
}

function lazy(source: unknown, of: Type | undefined, make: (items: Iterable<unknown>) => Iterable<unknown>) {
  required(source, 'source')
  return sequence(of, () => make(each(source)))
}

function lazyObjects(source: unknown, of: Type, make: (items: Iterable<unknown>) => Iterable<unknown>) {
  required(source, 'source')
  return sequence(of, () => {
    const element = elementTypeOf(source)
    return make(map(each(source), (item) => box(item, element)))
  })
}

function elementTypeOf(source: unknown): Type {
  if (typeof source === 'string') return type('System.Char')
  return (
    viewAs(typeOf(source), type('System.Collections.Generic.IEnumerable', object()))?.arguments[0] ?? object()
  )
}

function castTo(item: unknown, of: Type): unknown {
  if (isReference(of)) return item === null || isInstanceOf(item, of) ? item : invalidCast(item, of)
  return unbox(item, of)
}

function order(
  given: unknown,
  before: Ordered | null,
  selector: Fn,
  by: Comparer | null,
  [of = object(), key = object()]: Types,
  direction: number
): Ordered {
  required(given, 'source')
  const compare = ordered(key, by)
  const source = before?.source ?? given
  const orders = [
    ...(before?.orders ?? []),
    (a: unknown, b: unknown) => direction * compare(selector(a), selector(b))
  ]
  return {
    type: type('System.Linq.IOrderedEnumerable', of),
    source,
    orders,
    iterate: () => sorted(source, orders)
  }
}

function sorted(source: unknown, orders: Ordered['orders']): unknown[] {
  return toItems(source).sort((a, b) => {
    for (const by of orders) {
      const found = by(a, b)
      if (found !== 0) return found
    }
    return 0
  })
}
