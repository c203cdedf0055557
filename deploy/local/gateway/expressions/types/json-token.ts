import { declare } from '../model/declare.ts'
import { nameOfKeyword } from '../model/keywords.ts'
import { show } from '../model/relation.ts'
import { type Type, type } from '../model/type.ts'
import { keyOf } from '../run/equality.ts'
import { text } from '../run/format.ts'
import { adopt, clone, is, jsonType, jsonValue, propertyOf, type Token } from '../run/json.ts'
import { tokenFrom } from '../run/json-contents.ts'
import { readJson } from '../run/json-reader.ts'
import { writeJson } from '../run/json-writer.ts'
import { iterate, sequence, toItems } from '../run/sequence.ts'
import { box, fail, required, typeOf } from '../run/value.ts'
import { convertToken, deserialized } from './json-convert.ts'
import { assigned, indexed } from './json-index.ts'
import { selectToken } from './json-path.ts'

const ns = 'Newtonsoft.Json.Linq'
const T = `${ns}.JToken`
const kinds = [
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
  name: `${ns}.JTokenType`,
  kind: 'enum',
  values: Object.fromEntries(kinds.map((each, at) => [each, at]))
})
declare({ name: 'Newtonsoft.Json.Formatting', kind: 'enum', values: { None: 0, Indented: 1 } })

/** The JTokenType of a token. */
export function kindOf(token: Token): string {
  const shape = token.type.definition.shortName
  if (shape !== 'JValue') return shape.slice(1)
  const { value } = token
  if (value === null) return 'Null'
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

const shown = (token: Token) => (is(token, 'JValue') ? text(token.value) : writeJson(token, true))
const values = (token: Token) => token.children
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
  'char'
]
const structs = casts.filter((each) => each !== 'string')

const typed = (token: Token | null, types: Type[]) => convertToken(token, types[0] ?? type('System.Object'))

declare({
  name: T,
  implements: [`IEnumerable<${T}>`],
  text: shown,
  members: {
    'static JToken Parse(string json)': (json: string | null) => readJson(required(json, 's'), 'JToken'),
    'static JToken FromObject(object value)': (value: unknown) => clone(tokenFrom(required(value, 'o'))),
    'static bool DeepEquals(JToken a, JToken b)': (a: Token | null, b: Token | null) => deepEquals(a, b),
    [`${ns}.JTokenType Type`]: (token: Token) => kinds.indexOf(kindOf(token)),
    'JToken this[object key]': indexed,
    'set JToken this[object key]': assigned,
    'bool HasValues': (token: Token) => token.children.length > 0,
    'JToken Parent': (token: Token) => token.parent,
    'JToken Root': (token: Token) => {
      let top = token
      while (top.parent !== null) top = top.parent
      return top
    },
    'JToken First': (token: Token) => token.children[0] ?? null,
    'JToken Last': (token: Token) => token.children.at(-1) ?? null,
    'JToken DeepClone()': clone,
    'string Path': (token: Token) => pathOf(token),
    'IEnumerable<JToken> Children()': (token: Token) => sequence(jsonType('JToken'), () => values(token)),
    'void Remove()': (token: Token) => {
      const place = token
      if (place.parent !== null && is(place.parent, 'JProperty'))
        fail(
          'Newtonsoft.Json.JsonException',
          'Cannot add or remove items from Newtonsoft.Json.Linq.JProperty.'
        )
      const siblings = place.parent?.children ?? fail('InvalidOperationException', 'The parent is missing.')
      siblings.splice(siblings.indexOf(place), 1)
      place.parent = null
    },
    'void Replace(JToken other)': (token: Token, other: Token) => {
      const siblings = token.parent?.children ?? fail('InvalidOperationException', 'The parent is missing.')
      const at = siblings.indexOf(token)
      adopt(token.parent as Token, other)
      siblings.splice(at, 1, siblings.pop() ?? other)
    },
    'JToken SelectToken(string path)': (token: Token, path: string) => selectToken(token, path)[0] ?? null,
    'IEnumerable<JToken> SelectTokens(string path)': (token: Token, path: string) =>
      sequence(jsonType('JToken'), () => selectToken(token, path)),
    'R Value<R>(object key)': (token: Token, key: unknown, types: Type[]) =>
      typed(indexed(token, key) as Token | null, types),
    'R ToObject<R>()': (token: Token, types: Type[]) =>
      deserialized(token, types[0] ?? type('System.Object')),
    'string ToString()': shown,
    'string ToString(Newtonsoft.Json.Formatting formatting)': (token: Token, formatting: number) =>
      writeJson(token, formatting === 1),
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
})
declare({
  name: `${ns}.JValue`,
  base: T,
  members: {
    'new(object value)': jsonValue,
    'static JValue CreateNull()': () => jsonValue(null),
    'object Value': (token: Token) => token.value
  }
})
declare({
  name: `${ns}.Extensions`,
  kind: 'static',
  members: {
    'static R Value<R>(this IEnumerable<JToken> source)': (source: Token, types: Type[]) =>
      typed(source, types),
    'static IEnumerable<R> Values<R>(this IEnumerable<JToken> source)': (source: unknown, types: Type[]) =>
      sequence(types[0], () => [...iterate(source)].map((each) => typed(each as Token, types))),
    'static IEnumerable<JToken> Children(this IEnumerable<JToken> source)': (source: unknown) =>
      sequence(jsonType('JToken'), () => toItems(source).flatMap((each) => (each as Token).children))
  }
})
declare({
  name: 'Newtonsoft.Json.JsonConvert',
  kind: 'static',
  members: {
    'static string SerializeObject(object value)': (value: unknown) => writeJson(value, false),
    'static string SerializeObject(object value, Newtonsoft.Json.Formatting formatting)': (
      value: unknown,
      formatting: number
    ) => writeJson(value, formatting === 1),
    'static object DeserializeObject(string json)': (json: string | null) =>
      plain(readJson(required(json, 'value'), 'JToken')),
    'static R DeserializeObject<R>(string json)': (json: string | null, types: Type[]) =>
      deserialized(readJson(required(json, 'value'), 'JToken'), types[0] ?? type('System.Object'))
  }
})

const plain = (token: Token) => (is(token, 'JValue') ? token.value : token)

function cast(token: Token | null, name: string): unknown {
  const optional = name.endsWith('?')
  const bare = optional ? name.slice(0, -1) : name
  const of = namedType(bare)
  if (token === null)
    return optional || bare === 'string'
      ? null
      : fail('ArgumentNullException', 'Value cannot be null.\nParameter name: value')
  if (is(token, 'JValue') && token.value === null && (optional || bare === 'string')) return null
  if (!is(token, 'JValue'))
    return fail('ArgumentException', `Can not convert ${kindOf(token)} to ${show(of)}.`)
  if (token.value === null) return fail('ArgumentException', `Can not convert Null to ${show(of)}.`)
  return convertToken(token, of)
}

const namedType = (name: string) => type(nameOfKeyword(name))
const boxAs = (value: unknown, name: string) => box(value, namedType(name))

function deepEquals(a: Token | null, b: Token | null): boolean {
  if (a === null || b === null) return a === b
  if (a.type !== b.type || a.children.length !== b.children.length) return false
  if (is(a, 'JValue')) return keyOf(a.value) === keyOf(b.value)
  if (is(a, 'JObject')) return a.children.every((each) => deepEquals(each, propertyOf(b, each.name ?? '')))
  return a.name === b.name && a.children.every((each, at) => deepEquals(each, b.children[at] ?? null))
}

function pathOf(token: Token): string {
  const { parent } = token
  if (parent === null) return ''
  if (is(parent, 'JArray')) return `${pathOf(parent)}[${parent.children.indexOf(token)}]`
  if (!is(token, 'JProperty')) return pathOf(parent)
  const before = pathOf(parent)
  return before === '' ? (token.name ?? '') : `${before}.${token.name}`
}
