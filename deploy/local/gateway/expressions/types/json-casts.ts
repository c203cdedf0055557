import { nameOfKeyword } from '../model/keywords.ts'
import { show } from '../model/relation.ts'
import { type Code, type } from '../model/type.ts'
import { is, jsonValue, type Token } from '../run/json.ts'
import { box, fail } from '../run/value.ts'
import { convertToken } from './json-convert.ts'
import { kindOf } from './json-token-type.ts'

const references = ['string', 'Uri', 'byte[]']
const casts = [
  'string',
  'bool',
  'int',
  'long',
  'double',
  'decimal',
  'float',
  'DateTime',
  'DateTimeOffset',
  'Guid',
  'byte',
  'short',
  'uint',
  'ulong',
  'ushort',
  'char',
  'sbyte',
  'TimeSpan',
  'Uri',
  'byte[]'
]
const structs = casts.filter((each) => !references.includes(each))

/** The casts between JToken and the types of its values, as members of JToken. */
export const casting: Record<string, Code> = {
  ...Object.fromEntries(
    casts.map((each) => [
      `static explicit operator ${each}(JToken token)`,
      (token: Token | null) => cast(token, each)
    ])
  ),
  ...Object.fromEntries(
    structs.map((each) => [
      `static explicit operator ${each}?(JToken token)`,
      (token: Token | null) => cast(token, `${each}?`)
    ])
  ),
  ...Object.fromEntries(
    casts.map((each) => [
      `static implicit operator JToken(${each} value)`,
      (value: unknown) => jsonValue(boxAs(value, each))
    ])
  ),
  ...Object.fromEntries(
    structs.map((each) => [
      `static implicit operator JToken(${each}? value)`,
      (value: unknown) => jsonValue(value === null ? null : boxAs(value, each))
    ])
  )
}

function cast(token: Token | null, name: string): unknown {
  const optional = name.endsWith('?')
  const bare = optional ? name.slice(0, -1) : name
  const of = namedType(bare)
  if (token === null)
    return optional || references.includes(bare)
      ? null
      : fail('ArgumentNullException', 'Value cannot be null.\nParameter name: value')
  if (is(token, 'JValue') && token.value === null && (optional || references.includes(bare))) return null
  if (!castsFrom(kindOf(token), bare))
    return fail('ArgumentException', `Can not convert ${kindOf(token)} to ${show(of)}.`)
  return convertToken(token, of)
}

// The kinds of JSON value that each cast accepts.
function castsFrom(kind: string, name: string): boolean {
  const own: Record<string, string[]> = {
    string: ['Integer', 'Float', 'Boolean', 'Date', 'Bytes', 'Guid', 'TimeSpan', 'Uri'],
    DateTime: ['Date'],
    DateTimeOffset: ['Date'],
    Guid: ['Guid', 'Bytes'],
    TimeSpan: ['TimeSpan'],
    Uri: ['Uri'],
    'byte[]': ['Bytes']
  }
  return kind === 'String' || (own[name] ?? ['Integer', 'Float', 'Boolean']).includes(kind)
}

const namedType = (name: string) =>
  name === 'byte[]' ? type('System.Array', type('System.Byte')) : type(nameOfKeyword(name))
const boxAs = (value: unknown, name: string) => box(value, namedType(name))
