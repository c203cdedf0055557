import { declare } from '../model/declare.ts'
import { type Type, type } from '../model/type.ts'
import { type Comparer, ordered } from '../run/comparer.ts'
import { type ArrayValue, array, fail } from '../run/value.ts'
import { binarySearch, copyTo, find, indexOf } from './list.ts'

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

function copy(from: ArrayValue, start: number, to: ArrayValue, at: number, length: number): void {
  if (start + length > from.items.length || at + length > to.items.length)
    fail('ArgumentException', 'Source array was not long enough.')
  for (let index = 0; index < length; index++) to.items[at + index] = from.items[start + index]
}

const missing = () => fail('IndexOutOfRangeException', 'Index was outside the bounds of the array.')
