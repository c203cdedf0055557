import { declare } from '../model/declare.ts'
import { type Code, type Type, type } from '../model/type.ts'
import { type Comparer, ordered } from '../run/comparer.ts'

import { text } from '../run/format.ts'
import { list, toItems } from '../run/sequence.ts'
import { type ArrayValue, array, box, fail, type Instance, required } from '../run/value.ts'
import { binarySearch, copyTo, find, indexOf, listMembers, outOfRange } from './list.ts'

const ns = 'System.Collections.Generic'
/** A KeyValuePair: its key and its value. */
export interface Pair extends Instance {
  items: unknown[]
}

interface Counted {
  items?: unknown[]
  entries?: Map<unknown, Pair>
}

const count = (value: Counted) => value.items?.length ?? value.entries?.size ?? 0

declare({ name: `${ns}.IEnumerator<T>`, kind: 'interface', variant: true })
declare({ name: 'System.Collections.IEnumerable', kind: 'interface' })
declare({
  name: `${ns}.IEnumerable<T>`,
  kind: 'interface',
  variant: true,
  implements: ['System.Collections.IEnumerable']
})
declare({
  name: `${ns}.IReadOnlyCollection<T>`,
  kind: 'interface',
  variant: true,
  implements: [`IEnumerable<T>`],
  members: { 'int Count': count }
})
declare({
  name: `${ns}.ICollection<T>`,
  kind: 'interface',
  implements: [`IEnumerable<T>`],
  members: {
    'int Count': count,
    'bool IsReadOnly': (value: ArrayValue) => value.type.definition.name === 'System.Array',
    'void Add(T item)': (value: ArrayValue, item: unknown) => {
      resizable(value).push(item)
    },
    'void Clear()': (value: ArrayValue) => {
      resizable(value).splice(0)
    },
    'bool Contains(T item)': (value: ArrayValue, item: unknown, types: Type[]) =>
      indexOf({ ...value, items: toItems(value) }, item, types) >= 0,
    'bool Remove(T item)': (value: ArrayValue, item: unknown, types: Type[]) => {
      const items = resizable(value)
      const at = indexOf(value, item, types)
      if (at >= 0) items.splice(at, 1)
      return at >= 0
    }
  }
})
declare({
  name: `${ns}.IReadOnlyList<T>`,
  kind: 'interface',
  variant: true,
  implements: ['IReadOnlyCollection<T>'],
  members: { 'T this[int index]': (value: ArrayValue, at: number) => element(value, at) }
})
declare({
  name: `${ns}.IList<T>`,
  kind: 'interface',
  implements: ['ICollection<T>'],
  members: {
    'T this[int index]': (value: ArrayValue, at: number) => element(value, at),
    'set T this[int index]': (value: ArrayValue, at: number, item: unknown) => {
      element(value, at)
      value.items[at] = item
    },
    'int IndexOf(T item)': indexOf,
    'void Insert(int index, T item)': (value: ArrayValue, at: number, item: unknown) => {
      if (at < 0 || at > value.items.length) outOfRange()
      resizable(value).splice(at, 0, item)
    },
    'void RemoveAt(int index)': (value: ArrayValue, at: number) => {
      element(value, at)
      resizable(value).splice(at, 1)
    }
  }
})
declare({ name: `${ns}.ISet<T>`, kind: 'interface', implements: ['ICollection<T>'] })
declare({
  name: `${ns}.KeyValuePair<K, V>`,
  kind: 'struct',
  base: 'ValueType',
  text: (pair: Pair, of) =>
    `[${pair.items.map((each, at) => text(box(each, of.arguments[at] ?? of))).join(', ')}]`,
  members: {
    'new(K key, V value)': (key: unknown, value: unknown, types: Type[]) => ({
      type: type(`${ns}.KeyValuePair`, ...types),
      items: [key, value]
    }),
    'K Key': (pair: Pair) => pair.items[0],
    'V Value': (pair: Pair) => pair.items[1]
  }
})

declare({
  name: 'System.Array<T>',
  implements: ['IList<T>', 'IReadOnlyList<T>'],
  members: {
    'int Length': (value: ArrayValue) => value.items.length,
    'long LongLength': (value: ArrayValue) => BigInt(value.items.length),
    'int Rank': () => 1,
    'object Clone()': (value: ArrayValue) => ({ ...value, items: [...value.items] }),
    'int GetLength(int dimension)': (value: ArrayValue) => value.items.length,
    'void CopyTo(T[] array, int index)': copyTo,
    'T this[int index]': (value: ArrayValue, at: number) =>
      at >= 0 && at < value.items.length ? value.items[at] : missing(),
    'set T this[int index]': (value: ArrayValue, at: number, item: unknown) => {
      if (at < 0 || at >= value.items.length) missing()
      value.items[at] = item
    }
  }
})
declare({
  name: 'System.Array',
  kind: 'static',
  members: {
    'static int IndexOf<T>(T[] array, T value)': (value: ArrayValue, item: unknown, types: Type[]) =>
      indexOf(value, item, types),
    'static void Reverse<T>(T[] array)': (value: ArrayValue) => value.items.reverse(),
    'static int IndexOf<T>(T[] array, T value, int start)': (
      value: ArrayValue,
      item: unknown,
      start: number,
      types: Type[]
    ) => {
      const at = indexOf({ ...value, items: value.items.slice(start) }, item, types)
      return at < 0 ? -1 : at + start
    },
    'static int LastIndexOf<T>(T[] array, T value)': (value: ArrayValue, item: unknown, types: Type[]) => {
      const at = indexOf({ ...value, items: [...value.items].reverse() }, item, types)
      return at < 0 ? -1 : value.items.length - 1 - at
    },
    'static int BinarySearch<T>(T[] array, T value)': (
      value: ArrayValue,
      item: unknown,
      [of = type('System.Object')]: Type[]
    ) => binarySearch(value.items, item, ordered(of, null)),
    'static void Sort<T>(T[] array)': (value: ArrayValue, [of = type('System.Object')]: Type[]) =>
      value.items.sort(ordered(of, null)),
    'static void Sort<T>(T[] array, IComparer<T> comparer)': (
      value: ArrayValue,
      by: Comparer | null,
      [of = type('System.Object')]: Type[]
    ) => value.items.sort(ordered(of, by)),
    'static void Sort<T>(T[] array, Comparison<T> compare)': (
      value: ArrayValue,
      compare: (a: unknown, b: unknown) => number
    ) => value.items.sort(compare),
    'static T[] FindAll<T>(T[] array, Predicate<T> test)': (
      value: ArrayValue,
      test: (item: unknown) => boolean,
      [of = type('System.Object')]: Type[]
    ) =>
      array(
        of,
        value.items.filter((each) => test(each))
      ),
    'static int FindIndex<T>(T[] array, Predicate<T> test)': (
      value: ArrayValue,
      test: (item: unknown) => boolean
    ) => value.items.findIndex((each) => test(each)),
    'static bool TrueForAll<T>(T[] array, Predicate<T> test)': (
      value: ArrayValue,
      test: (item: unknown) => boolean
    ) => value.items.every((each) => test(each)),
    'static void ForEach<T>(T[] array, Action<T> act)': (value: ArrayValue, act: (item: unknown) => void) => {
      for (const each of value.items) act(each)
    },
    'static T[] Empty<T>()': ([of = type('System.Object')]: Type[]) => array(of, []),
    'static bool Exists<T>(T[] array, Predicate<T> test)': (
      value: ArrayValue,
      test: (item: unknown) => boolean
    ) => value.items.some((each) => test(each)),
    'static T Find<T>(T[] array, Predicate<T> test)': find,
    'static void Copy<T>(T[] from, T[] to, int count)': (from: ArrayValue, to: ArrayValue, length: number) =>
      copy(from, 0, to, 0, length),
    'static void Copy<T>(T[] from, int start, T[] to, int at, int count)': (
      from: ArrayValue,
      start: number,
      to: ArrayValue,
      at: number,
      length: number
    ) => copy(from, start, to, at, length),
    'static R[] ConvertAll<T, R>(T[] array, Func<T, R> convert)': (
      value: ArrayValue,
      convert: (item: unknown) => unknown,
      types: Type[]
    ) =>
      array(
        types[1] ?? type('System.Object'),
        value.items.map((each) => convert(each))
      )
  }
})

declare({
  name: `${ns}.List<T>`,
  implements: ['IList<T>', 'IReadOnlyList<T>'],
  members: {
    'new()': (types: Type[]) => list(types[0], []),
    'new(int capacity)': (_: number, types: Type[]) => list(types[0], []),
    'new(IEnumerable<T> items)': (items: unknown, types: Type[]) =>
      list(types[0], toItems(required(items, 'collection'))),
    'int Count': count,
    'T this[int index]': (value: ArrayValue, at: number) => element(value, at),
    'set T this[int index]': (value: ArrayValue, at: number, item: unknown) => {
      if (at < 0 || at >= value.items.length) outOfRange()
      value.items[at] = item
    },
    ...listMembers
  }
})

declare({
  name: `${ns}.Queue<T>`,
  implements: ['IReadOnlyCollection<T>'],
  members: {
    ...ends('Queue', (items) => items),
    'void Enqueue(T item)': (value: ArrayValue, item: unknown) => value.items.push(item),
    'T Dequeue()': (value: ArrayValue) => (value.items.length === 0 ? empty('Queue') : value.items.shift()),
    'T Peek()': (value: ArrayValue) => (value.items.length === 0 ? empty('Queue') : value.items[0])
  }
})
declare({
  name: `${ns}.Stack<T>`,
  implements: ['IReadOnlyCollection<T>'],
  members: {
    ...ends('Stack', (items) => items.reverse()),
    'void Push(T item)': (value: ArrayValue, item: unknown) => value.items.unshift(item),
    'T Pop()': (value: ArrayValue) => (value.items.length === 0 ? empty('Stack') : value.items.shift()),
    'T Peek()': (value: ArrayValue) => (value.items.length === 0 ? empty('Stack') : value.items[0])
  }
})

function element(value: ArrayValue, at: number): unknown {
  return at >= 0 && at < value.items.length ? value.items[at] : outOfRange()
}

function copy(from: ArrayValue, start: number, to: ArrayValue, at: number, length: number): void {
  if (start + length > from.items.length || at + length > to.items.length)
    fail('ArgumentException', 'Source array was not long enough.')
  for (let index = 0; index < length; index++) to.items[at + index] = from.items[start + index]
}

const missing = () => fail('IndexOutOfRangeException', 'Index was outside the bounds of the array.')
const empty = (what: string) => fail('InvalidOperationException', `${what} empty.`)

/** The members that queues and stacks share. A stack keeps its last item first. */
function ends(name: string, arrange: (items: unknown[]) => unknown[]): Record<string, Code> {
  const made = (types: Type[], items: unknown[]) => ({ type: type(`${ns}.${name}`, ...types), items })
  return {
    'new()': (types: Type[]) => made(types, []),
    'new(int capacity)': (_: number, types: Type[]) => made(types, []),
    'new(IEnumerable<T> items)': (items: unknown, types: Type[]) =>
      made(types, arrange(toItems(required(items, 'collection')))),
    'int Count': count,
    'bool Contains(T item)': (value: ArrayValue, item: unknown, types: Type[]) =>
      indexOf(value, item, types) >= 0,
    'void Clear()': (value: ArrayValue) => value.items.splice(0),
    'T[] ToArray()': (value: ArrayValue, [of = type('System.Object')]: Type[]) => array(of, [...value.items])
  }
}

function resizable(value: ArrayValue): unknown[] {
  if (value.type.definition.name === 'System.Array' || value.items === undefined)
    fail('NotSupportedException', 'Collection was of a fixed size.')
  return value.items
}
