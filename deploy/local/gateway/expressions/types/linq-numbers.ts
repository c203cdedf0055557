import { type Code, type Type, type } from '../model/type.ts'
import { arithmetic, type Numeric } from '../run/arithmetic.ts'
import { type Decimal, decimal } from '../run/decimal.ts'
import { comparer } from '../run/equality.ts'
import { iterate } from '../run/sequence.ts'
import { fail, required } from '../run/value.ts'

type Fn = (value: unknown) => unknown

const none = () => fail('InvalidOperationException', 'Sequence contains no elements')
const sums: [name: string, store: Numeric, zero: unknown, mean: string][] = [
  ['int', 'Int32', 0, 'double'],
  ['long', 'Int64', 0n, 'double'],
  ['double', 'Double', 0, 'double'],
  ['decimal', 'Decimal', null, 'decimal']
]

/** Sums, means and extremes. */
export const aggregates: Record<string, Code> = {
  'static T Min<T>(this IEnumerable<T> source)': (source: unknown, types: Type[]) =>
    extreme(source, (item) => item, types[0], -1),
  'static T Max<T>(this IEnumerable<T> source)': (source: unknown, types: Type[]) =>
    extreme(source, (item) => item, types[0], 1),
  'static R Min<T, R>(this IEnumerable<T> source, Func<T, R> selector)': (
    source: unknown,
    selector: Fn,
    types: Type[]
  ) => extreme(source, selector, types[1], -1),
  'static R Max<T, R>(this IEnumerable<T> source, Func<T, R> selector)': (
    source: unknown,
    selector: Fn,
    types: Type[]
  ) => extreme(source, selector, types[1], 1)
}

for (const [name, store, zero, mean] of sums) {
  const add = arithmetic('+', store, true)
  const start = () => zero ?? decimal(0n)
  const total = (source: unknown, selector: Fn) =>
    [...iterate(required(source, 'source'))].reduce((sum, item) => add(sum, selector(item)), start())
  const average = (source: unknown, selector: Fn) => {
    const items = [...iterate(required(source, 'source'))].map((item) => selector(item))
    if (items.length === 0) return none()
    const sum = items.reduce((before, item) => add(before, item), start())
    return mean === 'decimal'
      ? arithmetic('/', 'Decimal', true)(sum as Decimal, decimal(BigInt(items.length)))
      : Number(sum) / items.length
  }
  aggregates[`static ${name} Sum(this IEnumerable<${name}> source)`] = (source: unknown) =>
    total(source, (item) => item)
  aggregates[`static ${name} Sum<T>(this IEnumerable<T> source, Func<T, ${name}> selector)`] = total
  aggregates[`static ${mean} Average(this IEnumerable<${name}> source)`] = (source: unknown) =>
    average(source, (item) => item)
  aggregates[`static ${mean} Average<T>(this IEnumerable<T> source, Func<T, ${name}> selector)`] = average
}

function extreme(source: unknown, selector: Fn, of: Type | undefined, direction: number): unknown {
  const compare = comparer(of ?? type('System.Object'))
  let found: unknown
  let any = false
  for (const item of iterate(required(source, 'source'))) {
    const value = selector(item)
    if (value === null) continue
    if (!any || direction * compare(value, found) > 0) found = value
    any = true
  }
  return any
    ? found
    : of?.definition.kind === 'struct' && of.definition.name !== 'System.Nullable'
      ? none()
      : null
}
