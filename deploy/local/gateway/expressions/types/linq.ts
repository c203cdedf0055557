import { declare, type Type, type } from '../model/type.ts'
import { comparer, keyOf } from '../run/equality.ts'
import { iterate, list, type Sequence, sequence, toArray, toItems } from '../run/sequence.ts'
import { box, fail, required } from '../run/value.ts'
import { zero } from '../run/zero.ts'
import { dictionary, setEntry, type Table } from './dictionary.ts'

type Fn = (...values: unknown[]) => unknown
type Types = Type[]

const none = () => fail('InvalidOperationException', 'Sequence contains no elements')
const noMatch = () => fail('InvalidOperationException', 'Sequence contains no matching element')
const many = () => fail('InvalidOperationException', 'Sequence contains more than one element')
const each = (source: unknown) => iterate(required(source, 'source'))
const key = (of: Type | undefined) => (value: unknown) => keyOf(of === undefined ? value : box(value, of))
const fallback = (types: Types) => (types[0] === undefined ? null : zero(types[0]))
const S = 'this IEnumerable<T> source'

interface Ordered extends Sequence {
  source: unknown
  orders: ((a: unknown, b: unknown) => number)[]
}

declare({
  name: 'System.Linq.IGrouping<K, T>',
  kind: 'interface',
  variant: true,
  implements: ['IEnumerable<T>'],
  members: { 'K Key': (group: { key: unknown }) => group.key }
})
declare({ name: 'System.Linq.IOrderedEnumerable<T>', kind: 'interface', implements: ['IEnumerable<T>'] })

declare({
  name: 'System.Linq.Enumerable',
  kind: 'static',
  members: {
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
      (source: Ordered, selector: Fn, types: Types) =>
        order(source.source, source.orders, selector, types, -1),
    [`static bool Any<T>(${S})`]: (source: unknown) => !each(source).next().done,
    [`static bool Any<T>(${S}, Func<T, bool> test)`]: (source: unknown, test: Fn) => some(source, test),
    [`static bool All<T>(${S}, Func<T, bool> test)`]: (source: unknown, test: Fn) =>
      !some(source, (item) => test(item) !== true),
    [`static bool Contains<T>(${S}, T value)`]: (source: unknown, value: unknown, types: Types) =>
      some(source, (item) => key(types[0])(item) === key(types[0])(value)),
    [`static bool Contains<T>(${S}, T value, IEqualityComparer<T> comparer)`]: (
      source: unknown,
      value: unknown,
      by: { fold: (key: string) => string }
    ) => some(source, (item) => by.fold(String(item)) === by.fold(String(value))),
    [`static bool SequenceEqual<T>(${S}, IEnumerable<T> other)`]: (
      source: unknown,
      other: unknown,
      types: Types
    ) => {
      const [a, b] = [toItems(source).map(key(types[0])), toItems(other).map(key(types[0]))]
      return a.length === b.length && a.every((item, at) => item === b[at])
    },
    [`static int Count<T>(${S})`]: (source: unknown) => toItems(required(source, 'source')).length,
    [`static int Count<T>(${S}, Func<T, bool> test)`]: (source: unknown, test: Fn) =>
      [...filter(each(source), (item) => test(item))].length,
    [`static long LongCount<T>(${S})`]: (source: unknown) => BigInt(toItems(source).length),
    [`static T First<T>(${S})`]: (source: unknown) => first(each(source), none),
    [`static T First<T>(${S}, Func<T, bool> test)`]: (source: unknown, test: Fn) =>
      first(
        filter(each(source), (item) => test(item)),
        noMatch
      ),
    [`static T FirstOrDefault<T>(${S})`]: (source: unknown, types: Types) =>
      first(each(source), () => fallback(types)),
    [`static T FirstOrDefault<T>(${S}, Func<T, bool> test)`]: (source: unknown, test: Fn, types: Types) =>
      first(
        filter(each(source), (item) => test(item)),
        () => fallback(types)
      ),
    [`static T Last<T>(${S})`]: (source: unknown) => last(each(source), none),
    [`static T Last<T>(${S}, Func<T, bool> test)`]: (source: unknown, test: Fn) =>
      last(
        filter(each(source), (item) => test(item)),
        noMatch
      ),
    [`static T LastOrDefault<T>(${S})`]: (source: unknown, types: Types) =>
      last(each(source), () => fallback(types)),
    [`static T LastOrDefault<T>(${S}, Func<T, bool> test)`]: (source: unknown, test: Fn, types: Types) =>
      last(
        filter(each(source), (item) => test(item)),
        () => fallback(types)
      ),
    [`static T Single<T>(${S})`]: (source: unknown) => single(each(source), none),
    [`static T Single<T>(${S}, Func<T, bool> test)`]: (source: unknown, test: Fn) =>
      single(
        filter(each(source), (item) => test(item)),
        noMatch
      ),
    [`static T SingleOrDefault<T>(${S})`]: (source: unknown, types: Types) =>
      single(each(source), () => fallback(types)),
    [`static T SingleOrDefault<T>(${S}, Func<T, bool> test)`]: (source: unknown, test: Fn, types: Types) =>
      single(
        filter(each(source), (item) => test(item)),
        () => fallback(types)
      ),
    [`static T ElementAt<T>(${S}, int index)`]: (source: unknown, at: number) =>
      at < 0
        ? outOfRange()
        : first(
            filter(each(source), (_, index) => index === at),
            outOfRange
          ),
    [`static T ElementAtOrDefault<T>(${S}, int index)`]: (source: unknown, at: number, types: Types) =>
      first(
        filter(each(source), (_, index) => index === at),
        () => fallback(types)
      ),
    [`static A Aggregate<T, A>(${S}, A seed, Func<A, T, A> combine)`]: (
      source: unknown,
      seed: unknown,
      combine: Fn
    ) => [...each(source)].reduce((sum, item) => combine(sum, item), seed),
    [`static T Aggregate<T>(${S}, Func<T, T, T> combine)`]: (source: unknown, combine: Fn) => {
      const items = [...each(source)]
      return items.length === 0 ? none() : items.reduce((sum, item) => combine(sum, item))
    },
    [`static List<T> ToList<T>(${S})`]: (source: unknown, types: Types) =>
      list(types[0], toItems(required(source, 'source'))),
    [`static T[] ToArray<T>(${S})`]: (source: unknown, types: Types) =>
      toArray(types[0], required(source, 'source')),
    [`static Dictionary<K, T> ToDictionary<T, K>(${S}, Func<T, K> selector)`]: (
      source: unknown,
      selector: Fn,
      [t, k]: [Type, Type]
    ) => toDictionary(source, k, t, selector, (item) => item),
    [`static Dictionary<K, V> ToDictionary<T, K, V>(${S}, Func<T, K> selector, Func<T, V> value)`]: (
      source: unknown,
      selector: Fn,
      value: Fn,
      [, k, v]: [Type, Type, Type]
    ) => toDictionary(source, k, v, selector, value)
  }
})

const outOfRange = () =>
  fail(
    'ArgumentOutOfRangeException',
    'Specified argument was out of the range of valid values.\nParameter name: index'
  )

function lazy(source: unknown, of: Type | undefined, make: (items: Iterable<unknown>) => Iterable<unknown>) {
  required(source, 'source')
  return sequence(of, () => make(each(source)))
}

function* range(start: number, count: number): Generator<number> {
  for (let at = 0; at < count; at++) yield start + at
}

function* map(items: Iterable<unknown>, selector: Fn): Generator<unknown> {
  let at = 0
  for (const item of items) yield selector(item, at++)
}

function* filter(items: Iterable<unknown>, test: Fn): Generator<unknown> {
  let at = 0
  for (const item of items) if (test(item, at++) === true) yield item
}

function* flatten(items: Iterable<unknown>, selector: Fn): Generator<unknown> {
  for (const item of items) {
    const inner = selector(item)
    if (typeof inner === 'object' && inner !== null && !('type' in inner)) yield* inner as Iterable<unknown>
    else yield* each(inner)
  }
}

function* take(items: Iterable<unknown>, count: number): Generator<unknown> {
  let left = count
  if (left <= 0) return
  for (const item of items) {
    yield item
    if (--left <= 0) return
  }
}

function* takeWhile(items: Iterable<unknown>, test: Fn): Generator<unknown> {
  for (const item of items) {
    if (test(item) !== true) return
    yield item
  }
}

function* skipWhile(items: Iterable<unknown>, test: Fn): Generator<unknown> {
  let skipping = true
  for (const item of items) {
    skipping = skipping && test(item) === true
    if (!skipping) yield item
  }
}

function* unique(
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

function* zip(items: Iterable<unknown>, others: Iterator<unknown>, selector: Fn): Generator<unknown> {
  for (const item of items) {
    const other = others.next()
    if (other.done === true) return
    yield selector(item, other.value)
  }
}

function* orElse(items: Iterable<unknown>, value: unknown): Generator<unknown> {
  let any = false
  for (const item of items) {
    any = true
    yield item
  }
  if (!any) yield value
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

function some(source: unknown, test: Fn): boolean {
  for (const item of each(source)) if (test(item) === true) return true
  return false
}

function first(items: Iterable<unknown>, otherwise: () => unknown): unknown {
  for (const item of items) return item
  return otherwise()
}

function last(items: Iterable<unknown>, otherwise: () => unknown): unknown {
  const all = [...items]
  return all.length === 0 ? otherwise() : all.at(-1)
}

function single(items: Iterable<unknown>, otherwise: () => unknown): unknown {
  const [found, ...more] = [...take(items, 2)]
  if (found === undefined) return otherwise()
  return more.length > 0 ? many() : found
}

function toDictionary(source: unknown, keyType: Type, valueType: Type, selector: Fn, value: Fn): Table {
  const made = dictionary(keyType, valueType)
  for (const item of each(source)) {
    const before = made.entries.size
    setEntry(made, selector(item), value(item))
    if (made.entries.size === before)
      fail('ArgumentException', 'An item with the same key has already been added.')
  }
  return made
}
