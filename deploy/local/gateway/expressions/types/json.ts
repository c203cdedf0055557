import { show } from '../model/relation.ts'
import { declare, type Type, type } from '../model/type.ts'
import { keyOf } from '../run/equality.ts'
import { text } from '../run/format.ts'
import {
  adopt,
  clone,
  is,
  isToken,
  jsonArray,
  jsonObject,
  jsonProperty,
  jsonType,
  jsonValue,
  propertyOf,
  setProperty,
  type Token,
  tokenFrom,
  writeJson
} from '../run/json.ts'
import { readJson } from '../run/json-reader.ts'
import { iterate, sequence, toItems } from '../run/sequence.ts'
import { type ArrayValue, box, fail, required, typeOf } from '../run/value.ts'
import { convertToken, deserialized } from './json-convert.ts'
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

function indexed(token: Token, key: unknown): unknown {
  if (is(token, 'JObject')) {
    if (typeof key !== 'string')
      return fail(
        'ArgumentException',
        `Accessed JObject values with invalid key value: ${text(key)}. Object property name expected.`
      )
    return propertyOf(token, key)?.children[0] ?? null
  }
  if (is(token, 'JArray')) {
    const at = typeof key === 'object' && key !== null && 'boxed' in key ? Number(key.boxed) : Number.NaN
    if (Number.isNaN(at))
      return fail(
        'ArgumentException',
        `Accessed JArray values with invalid key value: "${text(key)}". Int32 array index expected.`
      )
    return (
      token.children[at] ??
      fail(
        'ArgumentOutOfRangeException',
        'Index was out of range. Must be non-negative and less than the size of the collection.\nParameter name: index'
      )
    )
  }
  return fail(
    'InvalidOperationException',
    `Cannot access child value on ${ns}.${token.type.definition.shortName}.`
  )
}

function assigned(token: Token, key: unknown, value: Token | null): void {
  const own = value ?? jsonValue(null)
  if (is(token, 'JObject') && typeof key === 'string') setProperty(token, key, own)
  else if (is(token, 'JArray')) {
    indexed(token, key)
    const at = Number((key as { boxed: number }).boxed)
    adopt(token, own)
    token.children.splice(at, 1, token.children.pop() ?? own)
  } else
    fail('InvalidOperationException', `Cannot set child value on ${ns}.${token.type.definition.shortName}.`)
}

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
  name: `${ns}.JContainer`,
  base: T,
  members: {
    'int Count': (token: Token) => token.children.length,
    'void Add(object item)': added,
    'void RemoveAll()': (token: Token) => token.children.splice(0)
  }
})
declare({
  name: `${ns}.JObject`,
  base: `${ns}.JContainer`,
  implements: [`IEnumerable<KeyValuePair<string, ${T}>>`],
  members: {
    'new()': () => jsonObject(),
    'new(params object[] content)': (content: ArrayValue) => filled(jsonObject(), content),
    'static JObject Parse(string json)': (json: string | null) => readJson(required(json, 's'), 'JObject'),
    'static JObject FromObject(object value)': (value: unknown) => clone(tokenFrom(required(value, 'o'))),
    'JToken this[string name]': (token: Token, name: string | null) =>
      propertyOf(token, required(name, 'propertyName'))?.children[0] ?? null,
    'set JToken this[string name]': (token: Token, name: string, value: Token | null) =>
      setProperty(token, name, value ?? jsonValue(null)),
    'void Add(string name, JToken value)': (token: Token, name: string, value: Token | null) =>
      added(token, jsonProperty(name, value ?? jsonValue(null))),
    'bool Remove(string name)': (token: Token, name: string) => {
      const found = propertyOf(token, name)
      if (found !== null) token.children.splice(token.children.indexOf(found), 1)
      return found !== null
    },
    'bool ContainsKey(string name)': (token: Token, name: string) => propertyOf(token, name) !== null,
    'bool TryGetValue(string name, out JToken value)': (
      token: Token,
      name: string,
      out: (value: unknown) => void
    ) => {
      const found = propertyOf(token, name)?.children[0] ?? null
      out(found)
      return found !== null
    },
    'JToken GetValue(string name)': (token: Token, name: string) =>
      propertyOf(token, name)?.children[0] ?? null,
    'JToken GetValue(string name, StringComparison comparison)': (token: Token, name: string, how: number) =>
      token.children.find((each) =>
        how % 2 === 1 ? each.name?.toUpperCase() === name.toUpperCase() : each.name === name
      )?.children[0] ?? null,
    'JProperty Property(string name)': propertyOf,
    'IEnumerable<JProperty> Properties()': (token: Token) =>
      sequence(jsonType('JProperty'), () => token.children)
  }
})
declare({
  name: `${ns}.JArray`,
  base: `${ns}.JContainer`,
  implements: [`IList<${T}>`],
  members: {
    'new()': () => jsonArray(),
    'new(object content)': (content: unknown) =>
      filled(jsonArray(), { type: type('System.Array', type('System.Object')), items: [content] }),
    'new(params object[] content)': (content: ArrayValue) => filled(jsonArray(), content),
    'static JArray Parse(string json)': (json: string | null) => readJson(required(json, 's'), 'JArray'),
    'static JArray FromObject(object value)': (value: unknown) => clone(tokenFrom(required(value, 'o'))),
    'JToken this[int index]': (token: Token, at: number) => indexed(token, box(at, type('System.Int32'))),
    'set JToken this[int index]': (token: Token, at: number, value: Token | null) =>
      assigned(token, box(at, type('System.Int32')), value),
    'void Add(JToken item)': (token: Token, item: Token | null) => adopt(token, item ?? jsonValue(null)),
    'void RemoveAt(int index)': (token: Token, at: number) => token.children.splice(at, 1),
    'void Clear()': (token: Token) => token.children.splice(0)
  }
})
declare({
  name: `${ns}.JProperty`,
  base: `${ns}.JContainer`,
  members: {
    'new(string name, object content)': (name: string, content: unknown) =>
      jsonProperty(name, tokenFrom(content)),
    'string Name': (token: Token) => token.name,
    'JToken Value': (token: Token) => token.children[0],
    'set JToken Value': (token: Token, value: Token | null) => {
      token.children.length = 0
      adopt(token, value ?? jsonValue(null))
    }
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

function filled(container: Token, content: ArrayValue): Token {
  for (const each of content.items) added(container, each)
  return container
}

function added(container: Token, item: unknown): void {
  if (!isToken(item) && typeof item === 'object' && item !== null && ('iterate' in item || 'items' in item)) {
    for (const each of iterate(item)) added(container, each)
    return
  }
  const token = tokenFrom(item)
  if (is(container, 'JObject')) {
    if (!is(token, 'JProperty'))
      fail('ArgumentException', `Can not add ${ns}.${token.type.definition.shortName} to ${ns}.JObject.`)
    if (propertyOf(container, token.name ?? '') !== null) {
      fail(
        'ArgumentException',
        `Can not add property ${token.name} to ${ns}.JObject. Property with the same name already exists on object.`
      )
    }
  }
  adopt(container, token)
}

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

const keywords: Record<string, string> = {
  string: 'String',
  bool: 'Boolean',
  int: 'Int32',
  long: 'Int64',
  double: 'Double',
  decimal: 'Decimal',
  float: 'Single',
  byte: 'Byte',
  short: 'Int16',
  uint: 'UInt32',
  ulong: 'UInt64',
  ushort: 'UInt16',
  char: 'Char'
}
const namedType = (name: string) => type(`System.${keywords[name] ?? name}`)
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
