import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'

import { equals } from '../run/equality.ts'
import { runtimeName, text } from '../run/format.ts'
import { type TypeValue, typeValue } from '../run/type-value.ts'
import { box, fail, typeOf } from '../run/value.ts'
import { zero } from '../run/zero.ts'

declare({
  name: 'System.Object',
  members: {
    'new()': () => ({ type: type('System.Object') }),
    'string ToString()': (value: unknown) => text(value),
    'System.Type GetType()': (value: unknown) => typeValue(typeOf(value)),
    'bool Equals(object other)': (value: unknown, other: unknown) => equals(value, other),
    'static bool Equals(object a, object b)': (a: unknown, b: unknown) => equals(a, b),
    'static bool ReferenceEquals(object a, object b)': (a: unknown, b: unknown) => a === b
  }
})
declare({
  name: 'System.Type',
  text: (value: TypeValue) => runtimeName(value.of),
  members: { 'string ToString()': (value: TypeValue) => runtimeName(value.of) }
})
declare({ name: 'System.ValueType' })
declare({ name: 'System.Void', kind: 'void', base: '' })
declare({ name: 'System.Null', kind: 'null', base: '' })
declare({ name: 'System.IComparable', kind: 'interface' })
declare({ name: 'System.IDisposable', kind: 'interface', members: { 'void Dispose()': () => null } })
declare({
  name: 'System.ValueTuple',
  kind: 'struct',
  base: 'ValueType',
  text: (value: { items: unknown[] }, of) =>
    `(${value.items.map((each, at) => text(box(each, of.arguments[at] ?? of))).join(', ')})`
})
declare({
  name: 'System.AnonymousType',
  text: (value: { items: unknown[] }, of) =>
    `{ ${value.items.map((each, at) => `${of.names?.[at]} = ${text(box(each, of.arguments[at] ?? of))}`).join(', ')} }`
})
declare({
  name: 'System.Nullable<T>',
  kind: 'struct',
  base: 'ValueType',
  members: {
    'bool HasValue': (value: unknown) => value !== null,
    'T Value': (value: unknown) =>
      value === null ? fail('InvalidOperationException', 'Nullable object must have a value.') : value,
    'T GetValueOrDefault()': (value: unknown, [of]: Parameters<typeof zero>[0][]) =>
      value ?? (of === undefined ? null : zero(of)),
    'T GetValueOrDefault(T fallback)': (value: unknown, fallback: unknown) => value ?? fallback,
    'string ToString()': (value: unknown, types: Parameters<typeof box>[1][]) =>
      text(types[0] === undefined ? value : box(value, types[0]))
  }
})

for (let count = 0; count <= 4; count++) {
  const names = ['A', 'B', 'C', 'D'].slice(0, count)
  const parameters = names.map((each) => `${each} ${each.toLowerCase()}`).join(', ')
  const call = (target: (...values: unknown[]) => unknown, ...values: unknown[]) =>
    target(...values.slice(0, count))
  declare({
    name: `System.Func<${[...names, 'R'].join(', ')}>`,
    kind: 'delegate',
    members: { [`R Invoke(${parameters})`]: call }
  })
  const action = names.length === 0 ? 'System.Action' : `System.Action<${names.join(', ')}>`
  declare({ name: action, kind: 'delegate', members: { [`void Invoke(${parameters})`]: call } })
}
declare({
  name: 'System.Predicate<T>',
  kind: 'delegate',
  members: { 'bool Invoke(T value)': (target: (value: unknown) => unknown, value: unknown) => target(value) }
})
declare({
  name: 'System.Comparison<T>',
  kind: 'delegate',
  members: {
    'int Invoke(T a, T b)': (target: (a: unknown, b: unknown) => unknown, a: unknown, b: unknown) =>
      target(a, b)
  }
})
