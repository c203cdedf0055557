import { declare } from '../model/declare.ts'
import { type Type, type } from '../model/type.ts'
import type { Comparer } from '../run/comparer.ts'
import { iterate } from '../run/sequence.ts'
import { required } from '../run/value.ts'
import { entryKey, parts, same, type Table } from './dictionary.ts'

const ns = 'System.Collections.Generic'

/** A set of the items; empty when they are null. */
export function makeSet(of: Type, items: unknown, by: Comparer | null = null): Table {
  const entries: Table['entries'] = new Map()
  const made: Table = {
    type: type(`${ns}.HashSet`, of),
    entries,
    fold: by?.fold ?? same,
    iterate: () => parts(made, 0)
  }
  if (items !== null) for (const each of iterate(items)) include(made, each)
  return made
}

const include = (set: Table, item: unknown) => {
  const key = entryKey(item, set.type.arguments[0], set.fold)
  const isNew = !set.entries.has(key)
  if (isNew) set.entries.set(key, { type: set.type, items: [item] })
  return isNew
}
const holds = (set: Table, item: unknown) => set.entries.has(entryKey(item, set.type.arguments[0], set.fold))

declare({
  name: `${ns}.HashSet<T>`,
  implements: ['ISet<T>', 'IReadOnlyCollection<T>'],
  members: {
    'new()': (types: [Type]) => makeSet(types[0], null),
    'new(IEnumerable<T> items)': (items: unknown, types: [Type]) =>
      makeSet(types[0], required(items, 'collection')),
    'new(IEqualityComparer<T> comparer)': (by: Comparer | null, types: [Type]) => makeSet(types[0], null, by),
    'new(IEnumerable<T> items, IEqualityComparer<T> comparer)': (
      items: unknown,
      by: Comparer | null,
      types: [Type]
    ) => makeSet(types[0], required(items, 'collection'), by),
    'int Count': (set: Table) => set.entries.size,
    'bool Add(T item)': include,
    'bool Contains(T item)': holds,
    'bool Remove(T item)': (set: Table, item: unknown) =>
      set.entries.delete(entryKey(item, set.type.arguments[0], set.fold)),
    'void Clear()': (set: Table) => set.entries.clear(),
    'int RemoveWhere(Predicate<T> test)': (set: Table, test: (item: unknown) => boolean) =>
      keepOnly(set, (key) => !test(set.entries.get(key)?.items[0])),
    'void IntersectWith(IEnumerable<T> other)': (set: Table, other: unknown, [of]: [Type]) => {
      const wanted = copyOf(set, of, other)
      keepOnly(set, (key) => wanted.entries.has(key))
    },
    'void ExceptWith(IEnumerable<T> other)': (set: Table, other: unknown, [of]: [Type]) => {
      const dropped = copyOf(set, of, other)
      keepOnly(set, (key) => !dropped.entries.has(key))
    },
    'void SymmetricExceptWith(IEnumerable<T> other)': (set: Table, other: unknown, [of]: [Type]) => {
      const theirs = copyOf(set, of, other)
      const both = new Set([...set.entries.keys()].filter((key) => theirs.entries.has(key)))
      keepOnly(set, (key) => !both.has(key))
      for (const [key, entry] of theirs.entries) if (!both.has(key)) include(set, entry.items[0])
    },
    'bool IsProperSubsetOf(IEnumerable<T> other)': (set: Table, other: unknown, [of]: [Type]) => {
      const outer = copyOf(set, of, other)
      return (
        outer.entries.size > set.entries.size &&
        [...set.entries.keys()].every((each) => outer.entries.has(each))
      )
    },
    'bool IsProperSupersetOf(IEnumerable<T> other)': (set: Table, other: unknown, [of]: [Type]) => {
      const inner = copyOf(set, of, other)
      return (
        set.entries.size > inner.entries.size &&
        [...inner.entries.keys()].every((each) => set.entries.has(each))
      )
    },
    'void UnionWith(IEnumerable<T> other)': (set: Table, other: unknown) => {
      for (const each of iterate(other)) include(set, each)
    },
    'bool IsSubsetOf(IEnumerable<T> other)': (set: Table, other: unknown, types: [Type]) => {
      const outer = copyOf(set, types[0], other)
      return [...set.entries.keys()].every((each) => outer.entries.has(each))
    },
    'bool IsSupersetOf(IEnumerable<T> other)': (set: Table, other: unknown) =>
      [...iterate(other)].every((each) => holds(set, each)),
    'bool Overlaps(IEnumerable<T> other)': (set: Table, other: unknown) =>
      [...iterate(other)].some((each) => holds(set, each)),
    'bool SetEquals(IEnumerable<T> other)': (set: Table, other: unknown, types: [Type]) => {
      const outer = copyOf(set, types[0], other)
      return (
        outer.entries.size === set.entries.size &&
        [...set.entries.keys()].every((each) => outer.entries.has(each))
      )
    }
  }
})

// Makes a set of the items, with the comparer of the other set.
function copyOf(set: Table, of: Type, items: unknown): Table {
  const made = { ...makeSet(of, null), fold: set.fold }
  for (const each of iterate(required(items, 'other'))) include(made, each)
  return made
}

/** Removes the entries whose key fails the test, and returns how many they were. */
function keepOnly(set: Table, stays: (key: unknown) => boolean): number {
  const before = set.entries.size
  for (const key of [...set.entries.keys()]) if (!stays(key)) set.entries.delete(key)
  return before - set.entries.size
}
