import { type } from '../model/type.ts'
import { step } from './meter.ts'
import { type Instance, isInstance } from './value.ts'

/** A JToken. Names as in Newtonsoft.Json.Linq.JTokenType. */
export interface Token extends Instance {
  parent: Token | null
  /** The object in a JValue. */
  value?: unknown
  isUndefined?: boolean
  /** The elements of a JArray, the properties of a JObject, or the one value of a JProperty. */
  children: Token[]
  name?: string
  iterate(): Iterable<unknown>
}

/** The type of that name in Newtonsoft.Json.Linq. */
export const jsonType = (name: string) => type(`Newtonsoft.Json.Linq.${name}`)
export const isToken = (value: unknown): value is Token =>
  isInstance(value) && 'parent' in value && 'children' in value
/** Whether it is a token of that class: JValue, JProperty, JArray or JObject. */
export const is = (token: Token, name: string) => token.type.definition.shortName === name

/** A JValue of a C# object. */
export function jsonValue(value: unknown): Token {
  return { type: jsonType('JValue'), parent: null, value: value ?? null, children: [], iterate: () => [] }
}

/** The JValue for `undefined` and for a missing element. */
export function undefinedValue(): Token {
  return { ...jsonValue(null), isUndefined: true }
}

export function jsonArray(items: Token[] = []): Token {
  const made: Token = { type: jsonType('JArray'), parent: null, children: [], iterate: () => made.children }
  for (const each of items) adopt(made, each)
  return made
}

export function jsonObject(): Token {
  const made: Token = {
    type: jsonType('JObject'),
    parent: null,
    children: [],
    iterate: () => made.children
  }
  return made
}

/** The properties as `foreach` over a JObject gives them. */
export function propertyPairs(object: Token): unknown[] {
  const pair = type('System.Collections.Generic.KeyValuePair', type('System.String'), jsonType('JToken'))
  return object.children.map((each) => ({ type: pair, items: [each.name, each.children[0]] }))
}

/** A JProperty. Its one child is its value. */
export function jsonProperty(name: string, value: Token): Token {
  const made: Token = {
    type: jsonType('JProperty'),
    parent: null,
    name,
    children: [],
    iterate: () => made.children
  }
  adopt(made, value)
  return made
}

/** Adds a token at the end of the parent's children. A token that already has a parent is copied. */
export function adopt(parent: Token, token: Token): Token {
  step()
  const own = token.parent === null ? token : clone(token)
  own.parent = parent
  parent.children.push(own)
  return own
}

/** A deep copy without a parent. */
export function clone(token: Token): Token {
  if (is(token, 'JProperty'))
    return jsonProperty(token.name ?? '', clone(token.children[0] ?? jsonValue(null)))
  if (is(token, 'JValue')) return token.isUndefined === true ? undefinedValue() : jsonValue(token.value)
  const made = is(token, 'JObject') ? jsonObject() : jsonArray()
  for (const each of token.children) adopt(made, clone(each))
  return made
}

/** The JProperty with that name. Case matters. */
export const propertyOf = (object: Token, name: string) =>
  object.children.find((each) => each.name === name) ?? null

/** Replaces the property with that name, or adds it at the end. */
export function setProperty(object: Token, name: string, value: Token): void {
  step(object.children.length >> 4)
  const found = propertyOf(object, name)
  if (found === null) {
    adopt(object, jsonProperty(name, value))
    return
  }
  found.children.length = 0
  adopt(found, value)
}
