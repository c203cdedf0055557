import { declare } from '../model/declare.ts'
import { type Type, type } from '../model/type.ts'
import { text } from '../run/format.ts'
import { list, toItems } from '../run/sequence.ts'
import { type ArrayValue, box, fail, type Instance, required } from '../run/value.ts'
import { indexOf, listMembers, outOfRange } from './list.ts'

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

function element(value: ArrayValue, at: number): unknown {
  return at >= 0 && at < value.items.length ? value.items[at] : outOfRange()
}

function resizable(value: ArrayValue): unknown[] {
  if (value.type.definition.name === 'System.Array' || value.items === undefined)
    fail('NotSupportedException', 'Collection was of a fixed size.')
  return value.items
}
