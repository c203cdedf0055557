import { type Code, type Type, type } from '../model/type.ts'
import { type Comparer, keyed } from '../run/comparer.ts'
import { each } from '../run/lazy.ts'
import { sequence } from '../run/sequence.ts'
import { type Instance, required } from '../run/value.ts'

type Fn = (...values: unknown[]) => unknown

interface Group extends Instance {
  key: unknown
  items: unknown[]
  iterate: () => Iterable<unknown>
}

const S = 'this IEnumerable<T> source, Func<T, K> selector'
const JOIN = 'this IEnumerable<T> source, IEnumerable<U> other, Func<T, K> outer, Func<U, K> inner'
const BY = 'IEqualityComparer<K> comparer'
const object = () => type('System.Object')
const itself: Fn = (item) => item

/** The members of Enumerable that group and join. */
export const groups: Record<string, Code> = {
  [`static IEnumerable<IGrouping<K, T>> GroupBy<T, K>(${S})`]: (
    source: unknown,
    selector: Fn,
    [t, k]: Type[]
  ) => grouped(source, k, t, selector, itself, null),
  [`static IEnumerable<IGrouping<K, T>> GroupBy<T, K>(${S}, ${BY})`]: (
    source: unknown,
    selector: Fn,
    by: Comparer | null,
    [t, k]: Type[]
  ) => grouped(source, k, t, selector, itself, by),
  [`static IEnumerable<IGrouping<K, V>> GroupBy<T, K, V>(${S}, Func<T, V> element)`]: (
    source: unknown,
    selector: Fn,
    element: Fn,
    [, k, v]: Type[]
  ) => grouped(source, k, v, selector, element, null),
  [`static IEnumerable<R> GroupBy<T, K, R>(${S}, Func<K, IEnumerable<T>, R> result)`]: (
    source: unknown,
    selector: Fn,
    result: Fn,
    [t, k, r]: Type[]
  ) =>
    sequence(r, () =>
      groupsOf(source, k, t, selector, itself, null).map((group) => result(group.key, listed(t, group)))
    ),
  [`static IEnumerable<R> GroupBy<T, K, V, R>(${S}, Func<T, V> element, Func<K, IEnumerable<V>, R> result)`]:
    (source: unknown, selector: Fn, element: Fn, result: Fn, [, k, v, r]: Type[]) =>
      sequence(r, () =>
        groupsOf(source, k, v, selector, element, null).map((group) => result(group.key, listed(v, group)))
      ),
  [`static ILookup<K, T> ToLookup<T, K>(${S})`]: (source: unknown, selector: Fn, [t, k]: Type[]) =>
    lookup(source, k, t, selector, itself, null),
  [`static ILookup<K, T> ToLookup<T, K>(${S}, ${BY})`]: (
    source: unknown,
    selector: Fn,
    by: Comparer | null,
    [t, k]: Type[]
  ) => lookup(source, k, t, selector, itself, by),
  [`static ILookup<K, V> ToLookup<T, K, V>(${S}, Func<T, V> element)`]: (
    source: unknown,
    selector: Fn,
    element: Fn,
    [, k, v]: Type[]
  ) => lookup(source, k, v, selector, element, null),
  [`static IEnumerable<R> Join<T, U, K, R>(${JOIN}, Func<T, U, R> result)`]: (
    source: unknown,
    other: unknown,
    outer: Fn,
    inner: Fn,
    result: Fn,
    types: Type[]
  ) => joined(source, other, outer, inner, result, null, types),
  [`static IEnumerable<R> Join<T, U, K, R>(${JOIN}, Func<T, U, R> result, ${BY})`]: (
    source: unknown,
    other: unknown,
    outer: Fn,
    inner: Fn,
    result: Fn,
    by: Comparer | null,
    types: Type[]
  ) => joined(source, other, outer, inner, result, by, types),
  [`static IEnumerable<R> GroupJoin<T, U, K, R>(${JOIN}, Func<T, IEnumerable<U>, R> result)`]: (
    source: unknown,
    other: unknown,
    outer: Fn,
    inner: Fn,
    result: Fn,
    [, u, k, r]: Type[]
  ) => {
    required(source, 'outer')
    required(other, 'inner')
    return sequence(r, function* () {
      const known = byKey(groupsOf(other, k, u, inner, itself, null), k, null)
      for (const item of each(source))
        yield result(
          item,
          sequence(u, () => known.get(keyed(k)(outer(item)))?.items ?? [])
        )
    })
  }
}

function grouped(
  source: unknown,
  k: Type | undefined,
  v: Type | undefined,
  selector: Fn,
  element: Fn,
  by: Comparer | null
) {
  required(source, 'source')
  return sequence(groupType(k, v), () => groupsOf(source, k, v, selector, element, by))
}

function lookup(
  source: unknown,
  k: Type = object(),
  v: Type = object(),
  selector: Fn,
  element: Fn,
  by: Comparer | null
) {
  const found = groupsOf(source, k, v, selector, element, by)
  return { type: type('System.Linq.ILookup', k, v), iterate: () => found }
}

function groupsOf(
  source: unknown,
  k: Type | undefined,
  v: Type | undefined,
  selector: Fn,
  element: Fn,
  by: Comparer | null
): Group[] {
  const found = new Map<unknown, Group>()
  for (const item of each(source)) {
    const key = selector(item)
    const at = keyed(k, by)(key)
    const group: Group = found.get(at) ?? {
      type: groupType(k, v),
      key,
      items: [],
      iterate: () => group.items
    }
    group.items.push(element(item))
    found.set(at, group)
  }
  return [...found.values()]
}

function joined(
  source: unknown,
  other: unknown,
  outer: Fn,
  inner: Fn,
  result: Fn,
  by: Comparer | null,
  [, u, k, r]: Type[]
) {
  required(source, 'outer')
  required(other, 'inner')
  return sequence(r, function* () {
    const known = byKey(groupsOf(other, k, u, inner, itself, by), k, by)
    for (const item of each(source))
      for (const match of known.get(keyed(k, by)(outer(item)))?.items ?? []) yield result(item, match)
  })
}

// A null key matches nothing in a join.
function byKey(found: Group[], k: Type | undefined, by: Comparer | null): Map<unknown, Group> {
  return new Map(found.filter((group) => group.key !== null).map((group) => [keyed(k, by)(group.key), group]))
}

const listed = (of: Type | undefined, group: Group) => sequence(of, () => group.items)
const groupType = (k: Type = object(), v: Type = object()) => type('System.Linq.IGrouping', k, v)
