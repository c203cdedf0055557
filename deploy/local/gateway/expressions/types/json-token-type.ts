import { declare } from '../model/declare.ts'
import type { Token } from '../run/json.ts'
import { typeOf } from '../run/value.ts'

/** The members of JTokenType, at the index that is their number. */
export const tokenTypes = [
  'None',
  'Object',
  'Array',
  'Constructor',
  'Property',
  'Comment',
  'Integer',
  'Float',
  'String',
  'Boolean',
  'Null',
  'Undefined',
  'Date',
  'Raw',
  'Bytes',
  'Guid',
  'Uri',
  'TimeSpan'
]

declare({
  name: 'Newtonsoft.Json.Linq.JTokenType',
  kind: 'enum',
  values: Object.fromEntries(tokenTypes.map((each, at) => [each, at]))
})

/** The JTokenType of a token. */
export function kindOf(token: Token): string {
  const shape = token.type.definition.shortName
  if (shape !== 'JValue') return shape.slice(1)
  const { value } = token
  if (value === null) return token.isUndefined === true ? 'Undefined' : 'Null'
  if (typeof value === 'string') return 'String'
  if (typeof value === 'boolean') return 'Boolean'
  const name = typeOf(value).definition.shortName
  const known: Record<string, string> = {
    Double: 'Float',
    Single: 'Float',
    Decimal: 'Float',
    DateTime: 'Date',
    DateTimeOffset: 'Date',
    Guid: 'Guid',
    Uri: 'Uri',
    TimeSpan: 'TimeSpan',
    Array: 'Bytes',
    Char: 'String'
  }
  return known[name] ?? 'Integer'
}
