import { type Type, type } from '../model/type.ts'
import { type DateTime, type DateTimeOffset, TICKS } from './calendar.ts'
import { type Decimal, decimalText } from './decimal.ts'
import { text } from './format.ts'
import { formatDate, formatSpan } from './format-date.ts'
import { formatNumber } from './format-number.ts'
import { bounded, step } from './meter.ts'
import { type ArrayValue, type Boxed, box, fail, type Instance, isBoxed, isInstance } from './value.ts'

/** A JToken. Names as in Newtonsoft.Json.Linq.JTokenType. */
export interface Token extends Instance {
  parent: Token | null
  /** JValue: an object. */
  value?: unknown
  /** JArray, JObject (its properties) and JProperty (its one value). */
  children: Token[]
  name?: string
  iterate(): Iterable<unknown>
}

export const jsonType = (name: string) => type(`Newtonsoft.Json.Linq.${name}`)
export const isToken = (value: unknown): value is Token =>
  isInstance(value) && 'parent' in value && 'children' in value
export const is = (token: Token, name: string) => token.type.definition.shortName === name

export function jsonValue(value: unknown): Token {
  return { type: jsonType('JValue'), parent: null, value: value ?? null, children: [], iterate: () => [] }
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

/** A token that already has a place is copied. */
export function adopt(parent: Token, token: Token): Token {
  step()
  const own = token.parent === null ? token : clone(token)
  own.parent = parent
  parent.children.push(own)
  return own
}

export function clone(token: Token): Token {
  if (is(token, 'JProperty'))
    return jsonProperty(token.name ?? '', clone(token.children[0] ?? jsonValue(null)))
  if (is(token, 'JValue')) return jsonValue(token.value)
  const made = is(token, 'JObject') ? jsonObject() : jsonArray()
  for (const each of token.children) adopt(made, clone(each))
  return made
}

export const propertyOf = (object: Token, name: string) =>
  object.children.find((each) => each.name === name) ?? null

export function setProperty(object: Token, name: string, value: Token): void {
  const found = propertyOf(object, name)
  if (found === null) {
    adopt(object, jsonProperty(name, value))
    return
  }
  found.children.length = 0
  adopt(found, value)
}

/** Any object as a token: what `JToken.FromObject` makes. */
export function tokenFrom(value: unknown): Token {
  step()
  if (isToken(value)) return value
  if (!isInstance(value) || isBoxed(value)) return jsonValue(value)
  const shape = contents(value)
  if (shape === null) return jsonValue(value)
  if (shape.kind === 'array') return jsonArray(shape.items.map(tokenFrom))
  const made = jsonObject()
  for (const [name, each] of shape.entries) setProperty(made, name, tokenFrom(each))
  return made
}

/** An object's members, or a sequence's elements, as objects; null for a single value. */
export function contents(
  value: Instance
): { kind: 'array'; items: unknown[] } | { kind: 'object'; entries: [string, unknown][] } | null {
  const { arguments: types, definition, names } = value.type
  const each = (item: unknown, of: Type | undefined) => (of === undefined ? item : box(item, of))
  if (definition.name === 'System.Array' && types[0] === type('System.Byte')) return null
  if ('entries' in value && value.entries instanceof Map) {
    const pairs = [...value.entries.values()] as { items: unknown[] }[]
    if (types.length === 2)
      return {
        kind: 'object',
        entries: pairs.map(({ items }) => [text(each(items[0], types[0])), each(items[1], types[1])])
      }
    return { kind: 'array', items: pairs.map(({ items }) => each(items[0], types[0])) }
  }
  if (names !== undefined || definition.shortName === 'KeyValuePair') {
    const labels =
      definition.shortName === 'KeyValuePair'
        ? ['Key', 'Value']
        : definition.shortName === 'ValueTuple'
          ? names?.map((_, at) => `Item${at + 1}`)
          : names
    const { items } = value as ArrayValue
    return { kind: 'object', entries: items.map((item, at) => [labels?.[at] ?? '', each(item, types[at])]) }
  }
  if ('iterate' in value && typeof value.iterate === 'function')
    return {
      kind: 'array',
      items: [...(value.iterate() as Iterable<unknown>)].map((item) => each(item, types[0]))
    }
  if ('items' in value)
    return { kind: 'array', items: (value as ArrayValue).items.map((item) => each(item, types[0])) }
  return null
}

/** JSON text, indented by two spaces or on one line. */
export function writeJson(value: unknown, indented: boolean, depth = 0): string {
  step()
  const gap = indented ? `\n${'  '.repeat(depth + 1)}` : ''
  const end = indented ? `\n${'  '.repeat(depth)}` : ''
  const colon = indented ? ': ' : ':'
  const inner = (each: unknown) => writeJson(each, indented, depth + 1)
  if (isToken(value)) {
    if (is(value, 'JValue')) return scalar(value.value)
    if (is(value, 'JProperty'))
      return `${quote(value.name ?? '')}${colon}${writeJson(value.children[0], indented, depth)}`
    const items = value.children.map(inner)
    const [open, close] = is(value, 'JArray') ? ['[', ']'] : ['{', '}']
    return items.length === 0
      ? `${open}${close}`
      : sized(`${open}${gap}${items.join(`,${gap}`)}${end}${close}`)
  }
  if (!isInstance(value) || isBoxed(value)) return scalar(value)
  const shape = contents(value)
  if (shape === null) return scalar(value)
  if (shape.kind === 'array') {
    const items = shape.items.map(inner)
    return items.length === 0 ? '[]' : sized(`[${gap}${items.join(`,${gap}`)}${end}]`)
  }
  const members = shape.entries.map(([name, each]) => `${quote(name)}${colon}${inner(each)}`)
  return members.length === 0 ? '{}' : sized(`{${gap}${members.join(`,${gap}`)}${end}}`)
}

function sized(json: string): string {
  bounded(json.length)
  return json
}

function scalar(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  const instance = value as Instance
  const name = instance.type.definition.name
  if (isBoxed(instance)) return number(instance)
  if (name === 'System.Decimal') return withPoint(decimalText(instance as unknown as Decimal))
  if (name === 'System.DateTime' || name === 'System.DateTimeOffset')
    return `"${isoDate(instance as unknown as DateTime)}"`
  if (name === 'System.TimeSpan') return `"${formatSpan(instance as never, null)}"`
  if (name === 'System.Array')
    return `"${Buffer.from((instance as ArrayValue).items as number[]).toString('base64')}"`
  if (name === 'System.Guid' || name === 'System.Uri') return quote(text(instance))
  return fail('Newtonsoft.Json.JsonSerializationException', `Error getting value from '${name}'.`)
}

function number(value: Boxed): string {
  const name = value.type.definition.shortName
  if (name === 'Char') return quote(String.fromCharCode(Number(value.boxed)))
  if (name !== 'Double' && name !== 'Single') return String(value.boxed)
  if (!Number.isFinite(value.boxed)) return `"${formatNumber(value, null)}"`
  return withPoint(formatNumber(value, 'R'))
}

const withPoint = (shown: string) => (/[.eE]/.test(shown) ? shown : `${shown}.0`)

function isoDate(value: DateTime | DateTimeOffset): string {
  const hasFraction = value.ticks % TICKS.second !== 0n
  return formatDate(
    value,
    `yyyy-MM-ddTHH:mm:ss${hasFraction ? '.FFFFFFF' : ''}${'offset' in value ? 'zzz' : 'K'}`
  )
}

const escapes: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f'
}

/** A JSON string as Newtonsoft writes it. */
export function quote(value: string): string {
  const inner = value.replace(/["\\\p{Cc}\u2028\u2029]/gu, (each) => {
    const code = each.charCodeAt(0)
    if (code > 126 && code < 160 && code !== 0x85) return each
    return escapes[each] ?? `\\u${code.toString(16).padStart(4, '0')}`
  })
  return `"${inner}"`
}
