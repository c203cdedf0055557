import { declare } from '../model/declare.ts'
import type { Type } from '../model/type.ts'
import type { TypeValue } from '../run/type-value.ts'
import { box, fail, required } from '../run/value.ts'

declare({
  name: 'System.Enum',
  kind: 'static',
  members: {
    'static object Parse(System.Type type, string value)': (of: TypeValue | null, value: string | null) =>
      parsed(of, value, false),
    'static object Parse(System.Type type, string value, bool ignoreCase)': parsed,
    'static bool TryParse<T>(string value, out T result)': (
      value: string | null,
      out: (found: number) => void,
      [of]: [Type]
    ) => tried(value, false, out, of),
    'static bool TryParse<T>(string value, bool ignoreCase, out T result)': (
      value: string | null,
      ignoresCase: boolean,
      out: (found: number) => void,
      [of]: [Type]
    ) => tried(value, ignoresCase, out, of)
  }
})

function parsed(of: TypeValue | null, value: string | null, ignoresCase: boolean): unknown {
  const { of: type } = required(of, 'enumType')
  if (type.definition.kind !== 'enum')
    fail('ArgumentException', 'Type provided must be an Enum.\nParameter name: enumType')
  const found = numberOf(required(value, 'value'), type, ignoresCase === true)
  return found === null
    ? fail('ArgumentException', `Requested value '${value}' was not found.`)
    : box(found, type)
}

function tried(value: string | null, ignoresCase: boolean, out: (found: number) => void, of: Type): boolean {
  const found = value === null ? null : numberOf(value, of, ignoresCase)
  out(found ?? 0)
  return found !== null
}

/** A number, or names with commas between them. */
function numberOf(text: string, of: Type, ignoresCase: boolean): number | null {
  const trimmed = text.trim()
  if (/^[+-]?\d+$/.test(trimmed)) return Number(trimmed)
  const fold = (name: string) => (ignoresCase ? name.toLowerCase() : name)
  const { values } = of.definition
  let all = 0
  for (const each of trimmed.split(',')) {
    const name = Object.keys(values).find((known) => fold(known) === fold(each.trim()))
    if (name === undefined) return null
    all |= values[name] ?? 0
  }
  return all
}
