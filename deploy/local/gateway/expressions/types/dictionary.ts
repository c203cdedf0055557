import { declare } from '../model/declare.ts'
import { type Type, type } from '../model/type.ts'
import { upper } from '../run/case.ts'
import { type Comparer, keyed } from '../run/comparer.ts'
import { compareOrdinal, compareText, keyOf } from '../run/equality.ts'

import { bounded } from '../run/meter.ts'
import { type Sequence, sequence } from '../run/sequence.ts'
import { box, fail, required } from '../run/value.ts'
import { zero } from '../run/zero.ts'
import type { Pair } from './collections.ts'

const ns = 'System.Collections.Generic'

/** A dictionary or a set. Its entries are kept under keys that are the same when `Equals` or the comparer says so. */
export interface Table extends Sequence {
  entries: Map<unknown, Pair>
  fold: (key: string) => string
}

const comparer = (fold: Comparer['fold'], compare: (a: string, b: string) => number) => (): Comparer => ({
  type: type('System.StringComparer'),
  fold,
  compare: (a, b) => (a === null || b === null ? Number(a !== null) - Number(b !== null) : compare(a, b))
})
/** The fold of a table without a comparer. */
export const same = (key: string) => key
const folding = (compare: (a: string, b: string) => number) => (a: string, b: string) =>
  compare(upper(a), upper(b))

declare({ name: `${ns}.IEqualityComparer<T>`, kind: 'interface' })
declare({ name: `${ns}.IComparer<T>`, kind: 'interface' })
declare({
  name: 'System.StringComparer',
  implements: ['IEqualityComparer<string>', 'IComparer<string>'],
  members: {
    'static StringComparer Ordinal': comparer(same, compareOrdinal),
    'static StringComparer OrdinalIgnoreCase': comparer(upper, folding(compareOrdinal)),
    'static StringComparer InvariantCulture': comparer(same, compareText),
    'static StringComparer InvariantCultureIgnoreCase': comparer(upper, folding(compareText)),
    'static StringComparer CurrentCulture': comparer(same, compareText),
    'static StringComparer CurrentCultureIgnoreCase': comparer(upper, folding(compareText)),
    'bool Equals(string a, string b)': (self: Comparer, a: string | null, b: string | null) =>
      a === null || b === null ? a === b : self.fold(a) === self.fold(b),
    'int Compare(string a, string b)': (self: Comparer, a: string | null, b: string | null) =>
      self.compare(a, b)
  }
})

/** The key under which a value of that type is kept. */
export function entryKey(value: unknown, of: Type | undefined, fold: Table['fold']): unknown {
  return typeof value === 'string' ? fold(value) : keyOf(of === undefined ? value : box(value, of))
}

/** An empty dictionary of these types. */
export function dictionary(key: Type, value: Type, fold: Table['fold'] = same): Table {
  const pairs: Table['entries'] = new Map()
  return { type: type(`${ns}.Dictionary`, key, value), entries: pairs, fold, iterate: () => guarded(pairs) }
}

/** Adds the entry or replaces it. Throws ArgumentNullException for a null key. */
export function setEntry(table: Table, key: unknown, value: unknown): void {
  const types = table.type.arguments
  table.entries.set(entryKey(required(key, 'key'), types[0], table.fold), {
    type: type(`${ns}.KeyValuePair`, ...types),
    items: [key, value]
  })
  bounded(table.entries.size)
}

const find = (table: Table, key: unknown) =>
  table.entries.get(entryKey(required(key, 'key'), table.type.arguments[0], table.fold))

const reading = {
  'int Count': (table: Table) => table.entries.size,
  'V this[K key]': (table: Table, key: unknown) => {
    const found = find(table, key)
    return found === undefined
      ? fail(`${ns}.KeyNotFoundException`, 'The given key was not present in the dictionary.')
      : found.items[1]
  },
  'bool ContainsKey(K key)': (table: Table, key: unknown) => find(table, key) !== undefined,
  'bool TryGetValue(K key, out V value)': (table: Table, key: unknown, out: (value: unknown) => void) => {
    const found = find(table, key)
    const of = table.type.arguments[1]
    out(found === undefined ? (of === undefined ? null : zero(of)) : found.items[1])
    return found !== undefined
  },
  'IEnumerable<K> Keys': (table: Table, types: Type[]) => sequence(types[0], () => parts(table, 0)),
  'IEnumerable<V> Values': (table: Table, types: Type[]) => sequence(types[1], () => parts(table, 1))
}

const writing = {
  'set V this[K key]': setEntry,
  'void Add(K key, V value)': (table: Table, key: unknown, value: unknown) => {
    if (find(table, key) !== undefined)
      fail('ArgumentException', `An item with the same key has already been added. Key: ${String(key)}`)
    setEntry(table, key, value)
  },
  'bool Remove(K key)': (table: Table, key: unknown) =>
    table.entries.delete(entryKey(required(key, 'key'), table.type.arguments[0], table.fold)),
  'void Clear()': (table: Table) => table.entries.clear()
}

declare({
  name: `${ns}.IReadOnlyDictionary<K, V>`,
  kind: 'interface',
  implements: ['IReadOnlyCollection<KeyValuePair<K, V>>'],
  members: reading
})
declare({
  name: `${ns}.IDictionary<K, V>`,
  kind: 'interface',
  implements: ['ICollection<KeyValuePair<K, V>>'],
  members: { ...reading, ...writing }
})
const holdsValue = (table: Table, value: unknown) => {
  const key = keyed(table.type.arguments[1])
  return [...table.entries.values()].some((each) => key(each.items[1]) === key(value))
}

declare({
  name: `${ns}.Dictionary<K, V>`,
  implements: ['IDictionary<K, V>', 'IReadOnlyDictionary<K, V>'],
  members: {
    ...reading,
    ...writing,
    'new()': (types: [Type, Type]) => dictionary(...types),
    'bool ContainsValue(V value)': holdsValue,
    'new(int capacity)': (_: number, types: [Type, Type]) => dictionary(...types),
    'new(IDictionary<K, V> source, IEqualityComparer<K> comparer)': (
      source: Table,
      by: Comparer | null,
      types: [Type, Type]
    ) => copied(source, dictionary(...types, by?.fold)),
    'new(IEqualityComparer<K> comparer)': (by: Comparer | null, types: [Type, Type]) =>
      dictionary(...types, by?.fold),
    'new(IDictionary<K, V> source)': (source: Table, types: [Type, Type]) =>
      copied(source, dictionary(...types))
  }
})

function copied(source: Table | null, made: Table): Table {
  for (const each of required(source, 'dictionary').entries.values())
    setEntry(made, each.items[0], each.items[1])
  return made
}

/** The keys of a dictionary (0), its values (1), or the items of a set (0). Throws when it is modified meanwhile. */
export function* parts(table: Table, at: number): Generator<unknown> {
  for (const each of guarded(table.entries)) yield each.items[at]
}

function* guarded(pairs: Table['entries']): Generator<Pair> {
  const { size } = pairs
  for (const each of pairs.values()) {
    yield each
    if (pairs.size !== size)
      fail('InvalidOperationException', 'Collection was modified; enumeration operation may not execute.')
  }
}
