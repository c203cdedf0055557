import { type Code, type Type, type } from '../model/type.ts'
import { type Comparer, keyed, ordered } from '../run/comparer.ts'
import { bounded } from '../run/meter.ts'
import { list, toItems } from '../run/sequence.ts'
import { type ArrayValue, array, fail, required } from '../run/value.ts'
import { zero } from '../run/zero.ts'

type Test = (item: unknown) => boolean

const object = () => type('System.Object')

/** The members of List<T> that IList<T> does not have. */
export const listMembers: Record<string, Code> = {
  'int Capacity': (value: ArrayValue) =>
    2 ** Math.max(2, Math.ceil(Math.log2(Math.max(1, value.items.length)))),
  'void Add(T item)': (value: ArrayValue, item: unknown) => {
    value.items.push(item)
    bounded(value.items.length)
  },
  'void AddRange(IEnumerable<T> items)': (value: ArrayValue, items: unknown) => {
    for (const each of toItems(required(items, 'collection'))) value.items.push(each)
    bounded(value.items.length)
  },
  'void Insert(int index, T item)': (value: ArrayValue, at: number, item: unknown) =>
    at < 0 || at > value.items.length ? outOfRange() : value.items.splice(at, 0, item),
  'void InsertRange(int index, IEnumerable<T> items)': (value: ArrayValue, at: number, items: unknown) =>
    at < 0 || at > value.items.length
      ? outOfRange()
      : value.items.splice(at, 0, ...toItems(required(items, 'collection'))),
  'bool Remove(T item)': (value: ArrayValue, item: unknown, types: Type[]) => {
    const at = indexOf(value, item, types)
    if (at >= 0) value.items.splice(at, 1)
    return at >= 0
  },
  'void RemoveAt(int index)': (value: ArrayValue, at: number) =>
    at < 0 || at >= value.items.length ? outOfRange() : value.items.splice(at, 1),
  'void RemoveRange(int index, int count)': (value: ArrayValue, at: number, count: number) => {
    value.items.splice(at, ranged(value, at, count))
  },
  'int RemoveAll(Predicate<T> test)': (value: ArrayValue, test: Test) => {
    const kept = value.items.filter((each) => !test(each))
    const removed = value.items.length - kept.length
    value.items.splice(0, value.items.length, ...kept)
    return removed
  },
  'void Clear()': (value: ArrayValue) => value.items.splice(0),
  'bool Contains(T item)': (value: ArrayValue, item: unknown, types: Type[]) =>
    indexOf(value, item, types) >= 0,
  'int IndexOf(T item)': indexOf,
  'int LastIndexOf(T item)': (value: ArrayValue, item: unknown, [of]: Type[]) =>
    value.items.map(keyed(of)).lastIndexOf(keyed(of)(item)),
  'int BinarySearch(T item)': (value: ArrayValue, item: unknown, [of = object()]: Type[]) =>
    binarySearch(value.items, item, ordered(of, null)),
  'void Reverse()': (value: ArrayValue) => value.items.reverse(),
  'void Reverse(int index, int count)': (value: ArrayValue, at: number, count: number) => {
    const size = ranged(value, at, count)
    value.items.splice(at, size, ...value.items.slice(at, at + size).reverse())
  },
  'void Sort()': (value: ArrayValue, [of = object()]: Type[]) => value.items.sort(ordered(of, null)),
  'void Sort(IComparer<T> comparer)': (value: ArrayValue, by: Comparer | null, [of = object()]: Type[]) =>
    value.items.sort(ordered(of, by)),
  'void Sort(Comparison<T> compare)': (value: ArrayValue, compare: (a: unknown, b: unknown) => number) =>
    value.items.sort(required(compare, 'comparison')),
  'bool Exists(Predicate<T> test)': (value: ArrayValue, test: Test) => value.items.some((each) => test(each)),
  'bool TrueForAll(Predicate<T> test)': (value: ArrayValue, test: Test) =>
    value.items.every((each) => test(each)),
  'T Find(Predicate<T> test)': find,
  'T FindLast(Predicate<T> test)': (value: ArrayValue, test: Test, types: Type[]) =>
    find({ ...value, items: [...value.items].reverse() }, test, types),
  'int FindIndex(Predicate<T> test)': (value: ArrayValue, test: Test) =>
    value.items.findIndex((each) => test(each)),
  'int FindLastIndex(Predicate<T> test)': (value: ArrayValue, test: Test) =>
    value.items.findLastIndex((each) => test(each)),
  'List<T> FindAll(Predicate<T> test)': (value: ArrayValue, test: Test, types: Type[]) =>
    list(
      types[0],
      value.items.filter((each) => test(each))
    ),
  'List<R> ConvertAll<R>(Func<T, R> convert)': (
    value: ArrayValue,
    convert: (item: unknown) => unknown,
    types: Type[]
  ) =>
    list(
      types[1],
      value.items.map((each) => convert(each))
    ),
  'List<T> GetRange(int index, int count)': (value: ArrayValue, at: number, count: number, types: Type[]) =>
    list(types[0], value.items.slice(at, at + ranged(value, at, count))),
  'void ForEach(Action<T> act)': (value: ArrayValue, act: (item: unknown) => void) => {
    for (const each of value.items) act(each)
  },
  'void CopyTo(T[] array)': (value: ArrayValue, target: ArrayValue) => copyTo(value, target, 0),
  'void CopyTo(T[] array, int index)': copyTo,
  'T[] ToArray()': (value: ArrayValue, [of = object()]: Type[]) => array(of, [...value.items])
}

/** Throws the ArgumentOutOfRangeException of an index. */
export function outOfRange(): never {
  return fail(
    'ArgumentOutOfRangeException',
    'Index was out of range. Must be non-negative and less than the size of the collection.\nParameter name: index'
  )
}

/** The index of the first item that `Equals` finds equal; -1 when there is none. */
export function indexOf(value: ArrayValue, item: unknown, [of]: Type[]): number {
  const key = keyed(of)
  const wanted = key(item)
  return value.items.findIndex((each) => key(each) === wanted)
}

/** The first item that passes the test, or the default value of the type. */
export function find(value: ArrayValue, test: Test, [of = object()]: Type[]): unknown {
  const at = value.items.findIndex((each) => test(each))
  return at < 0 ? zero(of) : value.items[at]
}

/** The index of the item, or the bitwise complement of the index where it belongs. */
export function binarySearch(
  items: unknown[],
  item: unknown,
  compare: (a: unknown, b: unknown) => number
): number {
  let [low, high] = [0, items.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const order = compare(items[middle], item)
    if (order === 0) return middle
    if (order < 0) low = middle + 1
    else high = middle - 1
  }
  return ~low
}

/** Copies all items into an array, from an index on. Throws ArgumentException when it is too short. */
export function copyTo(value: ArrayValue, target: ArrayValue, at: number): void {
  const to = required(target, 'destinationArray').items
  if (at < 0) outOfRange()
  if (at + value.items.length > to.length)
    fail('ArgumentException', 'Destination array was not long enough. Check destIndex and length.')
  value.items.forEach((each, index) => {
    to[at + index] = each
  })
}

function ranged(value: ArrayValue, at: number, count: number): number {
  if (at < 0 || count < 0) outOfRange()
  if (at + count > value.items.length)
    fail('ArgumentException', 'Offset and length were out of bounds for the array.')
  return count
}
