import type { Code, Type } from '../model/type.ts'
import { type } from '../model/type.ts'
import { comparer, keyOf } from '../run/equality.ts'
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
import { box, fail, required } from '../run/value.ts'

type Fn = (...values: unknown[]) => unknown
type Types = Type[]

const S = 'this IEnumerable<T> source'
/** What stands for a value of that type where equal values must meet. */
export const key = (of: Type | undefined) => (value: unknown) =>
  keyOf(of === undefined ? value : box(value, of))

interface Ordered extends Sequence {
  source: unknown
  orders: ((a: unknown, b: unknown) => number)[]
}

/** What Enumerable makes of a sequence without running it. */
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
  [`static IEnumerable<T> Distinct<T>(${S})`]: (source: unknown, types: Types) =>
    lazy(source, types[0], (items) => unique(items, new Set(), key(types[0]))),
  [`static IEnumerable<T> Distinct<T>(${S}, IEqualityComparer<T> comparer)`]: (
    source: unknown,
    by: { fold: (key: string) => string },
    types: Types
  ) => lazy(source, types[0], (items) => unique(items, new Set(), (item) => by.fold(String(item)))),
  [`static IEnumerable<T> Union<T>(${S}, IEnumerable<T> other)`]: (
    source: unknown,
    other: unknown,
    types: Types
  ) =>
    lazy(source, types[0], (items) =>
      unique(
        flatten([items, each(other)], (part) => part),
        new Set(),
        key(types[0])
      )
    ),
  [`static IEnumerable<T> Intersect<T>(${S}, IEnumerable<T> other)`]: (
    source: unknown,
    other: unknown,
    types: Types
  ) =>
    lazy(source, types[0], (items) => {
      const wanted = new Set([...each(other)].map(key(types[0])))
      return filter(unique(items, new Set(), key(types[0])), (item) => wanted.has(key(types[0])(item)))
    }),
  [`static IEnumerable<T> Except<T>(${S}, IEnumerable<T> other)`]: (
    source: unknown,
    other: unknown,
    types: Types
  ) =>
    lazy(source, types[0], (items) =>
      unique(items, new Set([...each(other)].map(key(types[0]))), key(types[0]))
    ),
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
  'static IEnumerable<R> Cast<R>(this IEnumerable<object> source)': (source: unknown, types: Types) =>
    lazy(source, types[0], (items) => items),
  [`static IEnumerable<IGrouping<K, T>> GroupBy<T, K>(${S}, Func<T, K> selector)`]: (
    source: unknown,
    selector: Fn,
    types: Types
  ) => lazy(source, types[0], (items) => group(items, selector, types)),
  [`static IOrderedEnumerable<T> OrderBy<T, K>(${S}, Func<T, K> selector)`]: (
    source: unknown,
    selector: Fn,
    types: Types
  ) => order(source, [], selector, types, 1),
  [`static IOrderedEnumerable<T> OrderByDescending<T, K>(${S}, Func<T, K> selector)`]: (
    source: unknown,
    selector: Fn,
    types: Types
  ) => order(source, [], selector, types, -1),
  'static IOrderedEnumerable<T> ThenBy<T, K>(this IOrderedEnumerable<T> source, Func<T, K> selector)': (
    source: Ordered,
    selector: Fn,
    types: Types
  ) => order(source.source, source.orders, selector, types, 1),
  'static IOrderedEnumerable<T> ThenByDescending<T, K>(this IOrderedEnumerable<T> source, Func<T, K> selector)':
    (source: Ordered, selector: Fn, types: Types) => order(source.source, source.orders, selector, types, -1)
}

function lazy(source: unknown, of: Type | undefined, make: (items: Iterable<unknown>) => Iterable<unknown>) {
  required(source, 'source')
  return sequence(of, () => make(each(source)))
}

function group(items: Iterable<unknown>, selector: Fn, types: Types): unknown[] {
  const groups = new Map<unknown, { key: unknown; items: unknown[] }>()
  for (const item of items) {
    const value = selector(item)
    const found = groups.get(key(types[1])(value)) ?? { key: value, items: [] }
    found.items.push(item)
    groups.set(key(types[1])(value), found)
  }
  const of = type(
    'System.Linq.IGrouping',
    types[1] ?? type('System.Object'),
    types[0] ?? type('System.Object')
  )
  return [...groups.values()].map((found) => ({ type: of, key: found.key, iterate: () => found.items }))
}

function order(
  source: unknown,
  before: Ordered['orders'],
  selector: Fn,
  types: Types,
  direction: number
): Ordered {
  const compare = comparer(types[1] ?? type('System.Object'))
  const orders = [...before, (a: unknown, b: unknown) => direction * compare(selector(a), selector(b))]
  const sorted = () =>
    toItems(source).sort((a, b) => {
      for (const by of orders) {
        const found = by(a, b)
        if (found !== 0) return found
      }
      return 0
    })
  return {
    type: type('System.Linq.IOrderedEnumerable', types[0] ?? type('System.Object')),
    source,
    orders,
    iterate: sorted
  }
}
