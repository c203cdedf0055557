import { isEnum } from '../model/relation.ts'
import type { DateTime } from './calendar.ts'
import { type Decimal, decimalToNumber } from './decimal.ts'
import { format, text } from './format.ts'
import { is, isToken, type Token } from './json.ts'
import { contents } from './json-contents.ts'
import { type ArrayValue, isBoxed, isInstance } from './value.ts'

/** Converts a value for the host. Dates and similar types become text; sequences and JSON become plain objects. */
export function toHost(value: unknown): string | number | boolean | object | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value === 'bigint') return Number(value)
  if (!isInstance(value)) return value as object
  const { name, shortName } = value.type.definition
  if (isBoxed(value)) return isEnum(value.type) || name === 'System.Char' ? text(value) : Number(value.boxed)
  if (name === 'System.Decimal') return decimalToNumber(value as unknown as Decimal)
  if (name === 'System.DateTime' || name === 'System.DateTimeOffset')
    return format(value as unknown as DateTime, 'o')
  if (isToken(value)) return tokenToHost(value)
  if (name === 'System.Array' && value.type.arguments[0]?.definition.name === 'System.Byte')
    return Buffer.from((value as ArrayValue).items as number[])
  if (shortName === 'Jwt') return value
  const shape = contents(value)
  if (shape === null) return text(value)
  return shape.kind === 'array'
    ? shape.items.map(toHost)
    : Object.fromEntries(shape.entries.map(([key, each]) => [key, toHost(each)]))
}

function tokenToHost(token: Token): string | number | boolean | object | null {
  if (is(token, 'JValue')) return toHost(token.value)
  if (is(token, 'JProperty')) return { [token.name ?? '']: tokenToHost(token.children[0] ?? token) }
  if (is(token, 'JArray')) return token.children.map(tokenToHost)
  return Object.fromEntries(
    token.children.map((each) => [each.name ?? '', tokenToHost(each.children[0] ?? each)])
  )
}
