import { type Type, type } from '../model/type.ts'
import { text } from './format.ts'
import { isToken, jsonArray, jsonObject, jsonValue, setProperty, type Token } from './json.ts'
import { step } from './meter.ts'
import { type ArrayValue, box, type Instance, isBoxed, isInstance } from './value.ts'

/** `JToken.FromObject`: converts any object to a token. */
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

/** The members of an object or the elements of a sequence, as objects. Null for a single value. */
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
  const isEmpty = definition.name === 'System.AnonymousType' && types.length === 0
  if (isEmpty || definition.name === 'System.Object') return { kind: 'object', entries: [] }
  if (names !== undefined || ['KeyValuePair', 'Tuple'].includes(definition.shortName)) {
    const labels =
      definition.shortName === 'KeyValuePair'
        ? ['Key', 'Value']
        : definition.shortName === 'ValueTuple'
          ? names?.map((_, at) => `Item${at + 1}`)
          : definition.name === 'System.Tuple'
            ? types.map((_, at) => `Item${at + 1}`)
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
