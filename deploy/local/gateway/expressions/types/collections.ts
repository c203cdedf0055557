import { declare } from '../model/declare.ts'
import { type Type, type } from '../model/type.ts'
import { comparer, keyOf } from '../run/equality.ts'
import { text } from '../run/format.ts'
import { bounded } from '../run/meter.ts'
import { list, toItems } from '../run/sequence.ts'
import { type ArrayValue, array, box, fail, type Instance } from '../run/value.ts'
import { zero } from '../run/zero.ts'

const ns = 'System.Collections.Generic'
const outOfRange = () =>
  fail(
    'ArgumentOutOfRangeException',
    'Index was out of range. Must be non-negative and less than the size of the collection.\nParameter name: index'
  )

/** A KeyValuePair: its items are the key and the value. */
export interface Pair extends Instance {
  items: unknown[]
}

interface Counted {
  items?: unknown[]
  entries?: Map<unknown, Pair>
}

const count = (value: Counted) => value.items?.length ?? value.entries?.size ?? 0

declare({ name: `${ns}.IEnumerator<T>`, kind: 'interface', variant: true })
declare({ name: `${ns}.IEnumerable<T>`, kind: 'interface', variant: true })
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
  members: { 'int Count': count }
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
  members: { 'T this[int index]': (value: ArrayValue, at: number) => element(value, at) }
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
    'static void Sort<T>(T[] array)': (value: ArrayValue, types: Type[]) => sort(value, types),
    'static bool Exists<T>(T[] array, Predicate<T> test)': (
      value: ArrayValue,
      test: (item: unknown) => boolean
    ) => value.items.some((each) => test(each)),
    'static T Find<T>(T[] array, Predicate<T> test)': (
      value: ArrayValue,
      test: (item: unknown) => boolean,
      types: Type[]
    ) => {
      const at = value.items.findIndex((each) => test(each))
      return at < 0 ? zero(types[0] ?? type('System.Object')) : value.items[at]
    },
    'static void Copy(byte[] from, byte[] to, int count)': (
      from: ArrayValue,
      to: ArrayValue,
      length: number
    ) => copy(from, 0, to, 0, length),
    'static void Copy(byte[] from, int start, byte[] to, int at, int count)': (
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
    'new(IEnumerable<T> items)': (items: unknown, types: Type[]) => list(types[0], toItems(items)),
    'int Count': count,
    'T this[int index]': (value: ArrayValue, at: number) => element(value, at),
    'set T this[int index]': (value: ArrayValue, at: number, item: unknown) => {
      if (at < 0 || at >= value.items.length) outOfRange()
      value.items[at] = item
    },
    'void Add(T item)': (value: ArrayValue, item: unknown) => {
      value.items.push(item)
      bounded(value.items.length)
    },
    'void AddRange(IEnumerable<T> items)': (value: ArrayValue, items: unknown) => {
      for (const each of toItems(items)) value.items.push(each)
    },
    'void Insert(int index, T item)': (value: ArrayValue, at: number, item: unknown) =>
      at < 0 || at > value.items.length ? outOfRange() : value.items.splice(at, 0, item),
    'bool Remove(T item)': (value: ArrayValue, item: unknown, types: Type[]) => {
      const at = indexOf(value, item, types)
      if (at >= 0) value.items.splice(at, 1)
      return at >= 0
    },
    'void RemoveAt(int index)': (value: ArrayValue, at: number) =>
      at < 0 || at >= value.items.length ? outOfRange() : value.items.splice(at, 1),
    'int RemoveAll(Predicate<T> test)': (value: ArrayValue, test: (item: unknown) => boolean) => {
      const kept = value.items.filter((each) => !test(each))
      const removed = value.items.length - kept.length
      value.items.splice(0, value.items.length, ...kept)
      return removed
    },
    'void Clear()': (value: ArrayValue) => value.items.splice(0),
    'bool Contains(T item)': (value: ArrayValue, item: unknown, types: Type[]) =>
      indexOf(value, item, types) >= 0,
    'int IndexOf(T item)': (value: ArrayValue, item: unknown, types: Type[]) => indexOf(value, item, types),
    'void Reverse()': (value: ArrayValue) => value.items.reverse(),
    'void Sort()': (value: ArrayValue, types: Type[]) => sort(value, types),
    'void Sort(Comparison<T> compare)': (value: ArrayValue, compare: (a: unknown, b: unknown) => number) =>
      value.items.sort(compare),
    'T Find(Predicate<T> test)': (value: ArrayValue, test: (item: unknown) => boolean, types: Type[]) => {
      const at = value.items.findIndex((each) => test(each))
      return at < 0 ? zero(types[0] ?? type('System.Object')) : value.items[at]
    },
    'bool Exists(Predicate<T> test)': (value: ArrayValue, test: (item: unknown) => boolean) =>
      value.items.some((each) => test(each)),
    'void ForEach(Action<T> act)': (value: ArrayValue, act: (item: unknown) => void) =>
      value.items.forEach((each) => {
        act(each)
      }),
    'T[] ToArray()': (value: ArrayValue, types: Type[]) =>
      array(types[0] ?? type('System.Object'), [...value.items])
  }
})

declare({
  name: `${ns}.Queue<T>`,
  implements: ['IReadOnlyCollection<T>'],
  members: {
    'new()': (types: Type[]) => ({ type: type(`${ns}.Queue`, ...types), items: [] }),
    'int Count': count,
    'void Enqueue(T item)': (value: ArrayValue, item: unknown) => value.items.push(item),
    'T Dequeue()': (value: ArrayValue) => (value.items.length === 0 ? empty('Queue') : value.items.shift()),
    'T Peek()': (value: ArrayValue) => (value.items.length === 0 ? empty('Queue') : value.items[0])
  }
})
declare({
  name: `${ns}.Stack<T>`,
  implements: ['IReadOnlyCollection<T>'],
  members: {
    'new()': (types: Type[]) => ({ type: type(`${ns}.Stack`, ...types), items: [] }),
    'int Count': count,
    'void Push(T item)': (value: ArrayValue, item: unknown) => value.items.unshift(item),
    'T Pop()': (value: ArrayValue) => (value.items.length === 0 ? empty('Stack') : value.items.shift()),
    'T Peek()': (value: ArrayValue) => (value.items.length === 0 ? empty('Stack') : value.items[0])
  }
})

function element(value: ArrayValue, at: number): unknown {
  return at >= 0 && at < value.items.length ? value.items[at] : outOfRange()
}

function indexOf(value: ArrayValue, item: unknown, types: Type[]): number {
  const [of] = types
  const wanted = keyOf(of === undefined ? item : box(item, of))
  return value.items.findIndex((each) => keyOf(of === undefined ? each : box(each, of)) === wanted)
}

function sort(value: ArrayValue, types: Type[]): void {
  value.items.sort(comparer(types[0] ?? type('System.Object')))
}

function copy(from: ArrayValue, start: number, to: ArrayValue, at: number, length: number): void {
  if (start + length > from.items.length || at + length > to.items.length)
    fail('ArgumentException', 'Source array was not long enough.')
  for (let index = 0; index < length; index++) to.items[at + index] = from.items[start + index]
}

const missing = () => fail('IndexOutOfRangeException', 'Index was outside the bounds of the array.')
const empty = (what: string) => fail('InvalidOperationException', `${what} empty.`)
