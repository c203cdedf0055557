import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
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
  type Token
} from '../run/json.ts'
import { tokenFrom } from '../run/json-contents.ts'
import { readJson } from '../run/json-reader.ts'
import { iterate, sequence } from '../run/sequence.ts'
import { type ArrayValue, box, fail, required } from '../run/value.ts'
import { assigned, indexed } from './json-index.ts'
import { containing, place } from './json-walk.ts'
import { folded } from './string-search.ts'

const ns = 'Newtonsoft.Json.Linq'
const T = `${ns}.JToken`

declare({
  name: `${ns}.JContainer`,
  base: T,
  members: {
    'int Count': (token: Token) => token.children.length,
    'void Add(object item)': added,
    ...containing,
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
    'static JObject FromObject(object value)': (value: unknown) => fromObject(value, 'JObject'),
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
    'JToken GetValue(string name, StringComparison comparison)': foldedProperty,
    'JProperty Property(string name)': propertyOf,
    'IEnumerable<JToken> PropertyValues()': (token: Token) =>
      sequence(jsonType('JToken'), () => token.children.flatMap((each) => each.children)),
    'bool TryGetValue(string name, StringComparison comparison, out JToken value)': (
      token: Token,
      name: string,
      how: number,
      out: (value: unknown) => void
    ) => {
      const found = foldedProperty(token, name, how)
      out(found)
      return found !== null
    },
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
    'static JArray FromObject(object value)': (value: unknown) => fromObject(value, 'JArray'),
    'JToken this[int index]': (token: Token, at: number) => indexed(token, box(at, type('System.Int32'))),
    'set JToken this[int index]': (token: Token, at: number, value: Token | null) =>
      assigned(token, box(at, type('System.Int32')), value),
    'void Add(JToken item)': (token: Token, item: Token | null) => adopt(token, item ?? jsonValue(null)),
    'void Insert(int index, JToken item)': (token: Token, at: number, item: Token | null) => {
      if (at < 0 || at > token.children.length)
        fail(
          'ArgumentOutOfRangeException',
          'Insertion index was out of range. Must be non-negative and less than or equal to size.\nParameter name: index'
        )
      place(token, at, item ?? jsonValue(null), 0)
    },
    'void RemoveAt(int index)': (token: Token, at: number) => {
      indexed(token, box(at, type('System.Int32')))
      token.children.splice(at, 1)
    },
    'bool Remove(JToken item)': (token: Token, item: Token | null) => {
      const at = item === null ? -1 : token.children.indexOf(item)
      if (at >= 0) token.children.splice(at, 1)
      return at >= 0
    },
    'int IndexOf(JToken item)': (token: Token, item: Token | null) =>
      item === null ? -1 : token.children.indexOf(item),
    'bool Contains(JToken item)': (token: Token, item: Token | null) =>
      item !== null && token.children.includes(item),
    'void Clear()': (token: Token) => token.children.splice(0)
  }
})
declare({
  name: `${ns}.JProperty`,
  base: `${ns}.JContainer`,
  members: {
    'new(string name, object content)': (name: string | null, content: unknown) =>
      jsonProperty(required(name, 'name'), tokenFrom(content)),
    'new(string name, params object[] content)': (name: string | null, content: ArrayValue) =>
      jsonProperty(required(name, 'name'), jsonArray(content.items.map(tokenFrom))),
    'string Name': (token: Token) => token.name,
    'JToken Value': (token: Token) => token.children[0],
    'set JToken Value': (token: Token, value: Token | null) => {
      token.children.length = 0
      adopt(token, value ?? jsonValue(null))
    }
  }
})
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

function foldedProperty(token: Token, name: string, how: number): Token | null {
  const exact = propertyOf(token, name)
  const wanted = folded(how)(name)
  const found = exact ?? token.children.find((each) => folded(how)(each.name ?? '') === wanted)
  return found?.children[0] ?? null
}

function fromObject(value: unknown, wanted: string): Token {
  const made = clone(tokenFrom(required(value, 'o')))
  return is(made, wanted)
    ? made
    : fail('ArgumentException', `Object serialized to another token. ${wanted} instance expected.`)
}
