import { format, runtimeName } from '../../../../../deploy/local/gateway/expressions/run/format.ts'
import { type ArrayValue, typeOf } from '../../../../../deploy/local/gateway/expressions/run/value.ts'

/** A value as the oracle's C# writes it. */
export function describe(
  value: unknown,
  display: (value: unknown) => string
): { type: string; value: string } {
  if (value === null) return { type: 'null', value: '' }
  const of = typeOf(value)
  const { name } = of.definition
  const type = name === 'System.ValueTuple' || name === 'System.AnonymousType' ? name : runtimeName(of)
  if (type === 'System.Double' || type === 'System.Single') return { type, value: format(value, 'R') }
  if (type === 'System.DateTime' || type === 'System.DateTimeOffset')
    return { type, value: format(value, 'o') }
  if (type === 'System.String[]') return { type, value: (value as ArrayValue).items.join('|') }
  return { type, value: display(value) }
}
