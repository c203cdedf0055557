import { declare } from '../model/declare.ts'
import { type Code, type Type, type } from '../model/type.ts'
import { toItems } from '../run/sequence.ts'
import { type ArrayValue, array, fail, required } from '../run/value.ts'
import { indexOf } from './list.ts'

const ns = 'System.Collections.Generic'

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

const empty = (what: string) => fail('InvalidOperationException', `${what} empty.`)

/** The members that queues and stacks share. A stack keeps its last item first. */
function ends(name: string, arrange: (items: unknown[]) => unknown[]): Record<string, Code> {
  const made = (types: Type[], items: unknown[]) => ({ type: type(`${ns}.${name}`, ...types), items })
  return {
    'new()': (types: Type[]) => made(types, []),
    'new(int capacity)': (_: number, types: Type[]) => made(types, []),
    'new(IEnumerable<T> items)': (items: unknown, types: Type[]) =>
      made(types, arrange(toItems(required(items, 'collection')))),
    'int Count': (value: ArrayValue) => value.items.length,
    'bool Contains(T item)': (value: ArrayValue, item: unknown, types: Type[]) =>
      indexOf(value, item, types) >= 0,
    'void Clear()': (value: ArrayValue) => value.items.splice(0),
    'T[] ToArray()': (value: ArrayValue, [of = type('System.Object')]: Type[]) => array(of, [...value.items])
  }
}
