import { declare } from '../model/declare.ts'
import { type Type, type } from '../model/type.ts'
import { compareObjects, keyOf } from '../run/equality.ts'
import { format, text } from '../run/format.ts'
import {
  clone,
  is,
  isToken,
  jsonType,
  jsonValue,
  propertyOf,
  type Token,
  undefinedValue
} from '../run/json.ts'

import { tokenFrom } from '../run/json-contents.ts'
import { readJson } from '../run/json-reader.ts'
import { pathText } from '../run/json-text-path.ts'
import { writeJson } from '../run/json-writer.ts'
import { sequence, toItems } from '../run/sequence.ts'
import type { TypeValue } from '../run/type-value.ts'
import { box, required, typeOf } from '../run/value.ts'
import { casting } from './json-casts.ts'
import { change, convertToken, deserialized } from './json-convert.ts'
import { assigned, indexed } from './json-index.ts'
import { selectToken, selectTokens } from './json-path.ts'
import { kindOf, tokenTypes } from './json-token-type.ts'
import { descendants, walking } from './json-walk.ts'

const ns = 'Newtonsoft.Json.Linq'
const T = `${ns}.JToken`
/** The text of a value, or the JSON of any other token. */
export const shown = (token: Token) => (is(token, 'JValue') ? text(token.value) : writeJson(token, true))
const typed = (token: Token | null, types: Type[]) => convertToken(token, types[0] ?? type('System.Object'))

declare({
  name: T,
  implements: [`IEnumerable<${T}>`],
  text: shown,
  members: {
    'static JToken Parse(string json)': (json: string | null) => readJson(required(json, 's'), 'JToken'),
    'static JToken FromObject(object value)': (value: unknown) => clone(tokenFrom(required(value, 'o'))),
    'static bool DeepEquals(JToken a, JToken b)': (a: Token | null, b: Token | null) => deepEquals(a, b),
    [`${ns}.JTokenType Type`]: (token: Token) => tokenTypes.indexOf(kindOf(token)),
    'JToken this[object key]': indexed,
    'set JToken this[object key]': assigned,
    'bool HasValues': (token: Token) => token.children.length > 0,
    ...walking,
    'JToken DeepClone()': clone,
    'string Path': (token: Token) => pathOf(token),
    'JToken SelectToken(string path)': (token: Token, path: string | null) => selectToken(token, path),
    'JToken SelectToken(string path, bool errorWhenNoMatch)': selectToken,
    'IEnumerable<JToken> SelectTokens(string path)': (token: Token, path: string | null) =>
      selectTokens(token, path),
    'IEnumerable<JToken> SelectTokens(string path, bool errorWhenNoMatch)': selectTokens,
    'IEnumerable<R> Values<R>()': (token: Token, types: Type[]) =>
      sequence(types[0], () => token.children.map((each) => typed(contentOf(each), types))),
    'object ToObject(System.Type type)': (token: Token, { of }: TypeValue) =>
      box(deserialized(token, of), of),
    'R Value<R>(object key)': (token: Token, key: unknown, types: Type[]) =>
      typed(indexed(token, key) as Token | null, types),
    'R ToObject<R>()': (token: Token, types: Type[]) =>
      deserialized(token, types[0] ?? type('System.Object')),
    'string ToString()': shown,
    'string ToString(Newtonsoft.Json.Formatting formatting)': (token: Token, formatting: number) =>
      writeJson(token, formatting === 1),
    ...casting
  }
})
declare({
  name: `${ns}.JValue`,
  base: T,
  implements: ['IComparable'],
  members: {
    'new(object value)': jsonValue,
    'new(JValue other)': clone,
    'static JValue CreateNull()': () => jsonValue(null),
    'static JValue CreateUndefined()': undefinedValue,
    'static JValue CreateString(string value)': jsonValue,
    'object Value': (token: Token) => token.value,
    'set object Value': (token: Token, value: unknown) => {
      token.value = value
    },
    'bool Equals(JValue other)': (token: Token, other: Token | null) => keyOf(token) === keyOf(other),
    'int CompareTo(JValue other)': (token: Token, other: Token | null) => compareTokens(token, other),
    'int CompareTo(object other)': (token: Token, other: unknown) =>
      compareTokens(token, isToken(other) ? other : other === null ? null : jsonValue(other)),
    'string ToString(string format)': (token: Token, wanted: string | null) => format(token.value, wanted),
    'string ToString(System.IFormatProvider provider)': shown
  }
})
declare({
  name: `${ns}.Extensions`,
  kind: 'static',
  members: {
    'static R Value<R>(this IEnumerable<JToken> source)': (source: Token, types: Type[]) =>
      typed(source, types),
    'static IEnumerable<R> Values<R>(this IEnumerable<JToken> source)': (source: unknown, types: Type[]) =>
      sequence(types[0], () => valuesIn(source).map((each) => typed(each, types))),
    'static IEnumerable<JToken> Values(this IEnumerable<JToken> source)': (source: unknown) =>
      sequence(jsonType('JToken'), () => valuesIn(source)),
    'static IEnumerable<JToken> Values(this IEnumerable<JToken> source, object key)': (
      source: unknown,
      key: unknown
    ) => sequence(jsonType('JToken'), () => under(source, key)),
    'static IEnumerable<R> Values<R>(this IEnumerable<JToken> source, object key)': (
      source: unknown,
      key: unknown,
      types: Type[]
    ) => sequence(types[0], () => under(source, key).map((each) => typed(each, types))),
    'static IEnumerable<JProperty> Properties(this IEnumerable<JObject> source)': (source: unknown) =>
      sequence(jsonType('JProperty'), () => toItems(source).flatMap((each) => (each as Token).children)),
    'static IEnumerable<JToken> Descendants(this IEnumerable<JContainer> source)': (source: unknown) =>
      sequence(jsonType('JToken'), () => toItems(source).flatMap((each) => descendants(each as Token))),
    'static IEnumerable<JToken> Children(this IEnumerable<JToken> source)': (source: unknown) =>
      sequence(jsonType('JToken'), () => toItems(source).flatMap((each) => (each as Token).children))
  }
})
function deepEquals(a: Token | null, b: Token | null): boolean {
  if (a === null || b === null) return a === b
  if (a.type !== b.type || a.children.length !== b.children.length) return false
  if (is(a, 'JValue')) return keyOf(a.value) === keyOf(b.value)
  if (is(a, 'JObject')) return a.children.every((each) => deepEquals(each, propertyOf(b, each.name ?? '')))
  return a.name === b.name && a.children.every((each, at) => deepEquals(each, b.children[at] ?? null))
}

function pathOf(token: Token): string {
  const path: (string | number)[] = []
  for (let at = token; at.parent !== null; at = at.parent) {
    if (is(at.parent, 'JArray')) path.unshift(at.parent.children.indexOf(at))
    else if (is(at, 'JProperty')) path.unshift(at.name ?? '')
  }
  return pathText(path)
}

/** The value of a property; any other token unchanged. */
const contentOf = (token: Token) => (is(token, 'JProperty') ? (token.children[0] ?? token) : token)

// As Values() does, replaces a container with its children and leaves other tokens unchanged.
function valuesIn(source: unknown): Token[] {
  return toItems(source).flatMap((each) => {
    const token = each as Token
    return is(token, 'JValue') ? [token] : token.children.map(contentOf)
  })
}

function under(source: unknown, key: unknown): Token[] {
  return toItems(source).flatMap((each) => (indexed(each as Token, key) as Token | null) ?? [])
}

function compareTokens(token: Token, other: Token | null): number {
  if (other === null) return 1
  const [a, b] = [token.value, other.value]
  return compareObjects(a ?? null, typeof a === 'string' ? text(b ?? null) : convertedAs(a, b))
}

const convertedAs = (a: unknown, b: unknown) =>
  a === null || b === null || a === undefined || b === undefined
    ? (b ?? null)
    : box(change(b, typeOf(a)), typeOf(a))
