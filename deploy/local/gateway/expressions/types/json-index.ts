import { text } from '../run/format.ts'
import { adopt, is, jsonValue, propertyOf, setProperty, type Token } from '../run/json.ts'
import { fail } from '../run/value.ts'

const ns = 'Newtonsoft.Json.Linq'

/** `token[key]`. */
export function indexed(token: Token, key: unknown): unknown {
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

/** `token[key] = value`. */
export function assigned(token: Token, key: unknown, value: Token | null): void {
  const own = value ?? jsonValue(null)
  if (is(token, 'JObject') && typeof key === 'string') setProperty(token, key, own)
  else if (is(token, 'JArray')) {
    indexed(token, key)
    const at = Number((key as { boxed: number }).boxed)
    adopt(token, own)
    token.children.splice(at, 1, token.children.pop() ?? own)
  } else
    fail(
      is(token, 'JObject') ? 'ArgumentException' : 'InvalidOperationException',
      `Cannot set child value on ${ns}.${token.type.definition.shortName}.`
    )
}
