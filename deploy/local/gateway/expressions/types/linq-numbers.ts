import { type Code, type Type, type } from '../model/type.ts'
import { arithmetic, type Numeric } from '../run/arithmetic.ts'
import { type Decimal, decimal } from '../run/decimal.ts'
import { comparer } from '../run/equality.ts'
import { iterate } from '../run/sequence.ts'
import { fail, required } from '../run/value.ts'

type Fn = (value: unknown) => unknown

const itself: Fn = (item) => item
const none = () => fail('InvalidOperationException', 'Sequence contains no elements')
const sums: [name: string, store: Numeric, zero: unknown, mean: string][] = [
  ['int', 'Int32', 0, 'double'],
  ['long', 'Int64', 0n, 'double'],
  ['double', 'Double', 0, 'double'],
  ['float', 'Single', 0, 'float'],
  ['decimal', 'Decimal', null, 'decimal']
]

/** The members of Enumerable for sums, means and extremes. */
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
  const add = arithmetic('+', store === 'Single' ? 'Double' : store, true)
  const start = () => zero ?? decimal(0n)
  const round =
    store === 'Single' ? (value: unknown) => Math.fround(value as number) : (value: unknown) => value
  const total = (items: unknown[]) => round(items.reduce((sum, item) => add(sum, item), start()))
  const average = (items: unknown[]) => {
    const sum = items.reduce((before, item) => add(before, item), start())
    return mean === 'decimal'
      ? arithmetic('/', 'Decimal', true)(sum as Decimal, decimal(BigInt(items.length)))
      : round(Number(sum) / items.length)
  }
  for (const optional of ['', '?']) {
    const values = (source: unknown, selector: Fn) =>
      [...iterate(required(source, 'source'))].map((item) => selector(item)).filter((each) => each !== null)
    const mid = (items: unknown[]) => (items.length > 0 ? average(items) : optional === '' ? none() : null)
    const of = `${name}${optional}`
    aggregates[`static ${of} Sum(this IEnumerable<${of}> source)`] = (source: unknown) =>
      total(values(source, itself))
    aggregates[`static ${of} Sum<T>(this IEnumerable<T> source, Func<T, ${of}> selector)`] = (
      source: unknown,
      selector: Fn
    ) => total(values(source, selector))
    aggregates[`static ${mean}${optional} Average(this IEnumerable<${of}> source)`] = (source: unknown) =>
      mid(values(source, itself))
    aggregates[`static ${mean}${optional} Average<T>(this IEnumerable<T> source, Func<T, ${of}> selector)`] =
      (source: unknown, selector: Fn) => mid(values(source, selector))
  }
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
