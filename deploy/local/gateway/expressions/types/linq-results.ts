import type { Code, Type } from '../model/type.ts'
import { type Comparer, keyed } from '../run/comparer.ts'
import { each, filter, take } from '../run/lazy.ts'
import { iterate, list, toArray, toItems } from '../run/sequence.ts'
import { fail, required } from '../run/value.ts'
import { zero } from '../run/zero.ts'
import { dictionary, setEntry, type Table } from './dictionary.ts'
import { makeSet } from './hash-set.ts'

type Fn = (...values: unknown[]) => unknown
type Types = Type[]

const none = () => fail('InvalidOperationException', 'Sequence contains no elements')
const noMatch = () => fail('InvalidOperationException', 'Sequence contains no matching element')
const many = () => fail('InvalidOperationException', 'Sequence contains more than one element')
const fallback = (types: Types) => (types[0] === undefined ? null : zero(types[0]))
const S = 'this IEnumerable<T> source'

/** The members of Enumerable that read a result out of a sequence. */
export const results: Record<string, Code> = {
  [`static bool Any<T>(${S})`]: (source: unknown) => !each(source).next().done,
  [`static bool Any<T>(${S}, Func<T, bool> test)`]: (source: unknown, test: Fn) => some(source, test),
  [`static bool All<T>(${S}, Func<T, bool> test)`]: (source: unknown, test: Fn) =>
    !some(source, (item) => test(item) !== true),
  [`static bool Contains<T>(${S}, T value)`]: (source: unknown, value: unknown, types: Types) =>
    some(source, (item) => keyed(types[0])(item) === keyed(types[0])(value)),
  [`static bool Contains<T>(${S}, T value, IEqualityComparer<T> comparer)`]: (
    source: unknown,
    value: unknown,
    by: Comparer | null,
    types: Types
  ) => some(source, (item) => keyed(types[0], by)(item) === keyed(types[0], by)(value)),
  [`static bool SequenceEqual<T>(${S}, IEnumerable<T> other)`]: (
    source: unknown,
    other: unknown,
    types: Types
  ) => sameItems(source, other, keyed(types[0])),
  [`static bool SequenceEqual<T>(${S}, IEnumerable<T> other, IEqualityComparer<T> comparer)`]: (
    source: unknown,
    other: unknown,
    by: Comparer | null,
    types: Types
  ) => sameItems(source, other, keyed(types[0], by)),
  [`static int Count<T>(${S})`]: (source: unknown) => toItems(required(source, 'source')).length,
  [`static int Count<T>(${S}, Func<T, bool> test)`]: (source: unknown, test: Fn) =>
    [...filter(each(source), (item) => test(item))].length,
  [`static long LongCount<T>(${S}, Func<T, bool> test)`]: (source: unknown, test: Fn) =>
    BigInt([...filter(each(source), (item) => test(item))].length),
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
  [`static R Aggregate<T, A, R>(${S}, A seed, Func<A, T, A> combine, Func<A, R> result)`]: (
    source: unknown,
    seed: unknown,
    combine: Fn,
    result: Fn
  ) => result([...each(source)].reduce((sum, item) => combine(sum, item), seed)),
  [`static T Aggregate<T>(${S}, Func<T, T, T> combine)`]: (source: unknown, combine: Fn) => {
    const items = [...each(source)]
    return items.length === 0 ? none() : items.reduce((sum, item) => combine(sum, item))
  },
  [`static List<T> ToList<T>(${S})`]: (source: unknown, types: Types) =>
    list(types[0], toItems(required(source, 'source'))),
  [`static T[] ToArray<T>(${S})`]: (source: unknown, types: Types) =>
    toArray(types[0], required(source, 'source')),
  [`static HashSet<T> ToHashSet<T>(${S})`]: (source: unknown, [of]: [Type]) =>
    makeSet(of, required(source, 'source')),
  [`static HashSet<T> ToHashSet<T>(${S}, IEqualityComparer<T> comparer)`]: (
    source: unknown,
    by: Comparer | null,
    [of]: [Type]
  ) => makeSet(of, required(source, 'source'), by),
  [`static Dictionary<K, T> ToDictionary<T, K>(${S}, Func<T, K> selector, IEqualityComparer<K> comparer)`]: (
    source: unknown,
    selector: Fn,
    by: Comparer | null,
    [t, k]: [Type, Type]
  ) => toDictionary(source, k, t, selector, (item) => item, by),
  [`static Dictionary<K, V> ToDictionary<T, K, V>(${S}, Func<T, K> selector, Func<T, V> value, IEqualityComparer<K> comparer)`]:
    (source: unknown, selector: Fn, value: Fn, by: Comparer | null, [, k, v]: [Type, Type, Type]) =>
      toDictionary(source, k, v, selector, value, by),
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

const outOfRange = () =>
  fail(
    'ArgumentOutOfRangeException',
    'Specified argument was out of the range of valid values.\nParameter name: index'
  )

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

function toDictionary(
  source: unknown,
  keyType: Type,
  valueType: Type,
  selector: Fn,
  value: Fn,
  by: Comparer | null = null
): Table {
  const made = dictionary(keyType, valueType, by?.fold)
  for (const item of each(source)) {
    const before = made.entries.size
    setEntry(made, selector(item), value(item))
    if (made.entries.size === before)
      fail('ArgumentException', 'An item with the same key has already been added.')
  }
  return made
}

function sameItems(source: unknown, other: unknown, key: (item: unknown) => unknown): boolean {
  const [a, b] = [[...each(source)].map(key), [...iterate(required(other, 'second'))].map(key)]
  return a.length === b.length && a.every((item, at) => item === b[at])
}
