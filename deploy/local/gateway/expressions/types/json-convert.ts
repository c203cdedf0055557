import { isA, isNullable, isNumeric, isReference, named, show, underlying } from '../model/relation.ts'
import { type Type, type } from '../model/type.ts'
import { fit } from '../run/arithmetic.ts'
import { type Decimal, decimal, decimalFromNumber, decimalToNumber, roundDecimal } from '../run/decimal.ts'
import { text } from '../run/format.ts'
import { is, type Token } from '../run/json.ts'
import { parseDate, parseOffset } from '../run/parse-date.ts'
import { list } from '../run/sequence.ts'
import { array, bytes, fail, isBoxed, isInstance, raw, typeOf } from '../run/value.ts'
import { zero } from '../run/zero.ts'
import { parseBoolean } from './char.ts'
import { dictionary, setEntry } from './dictionary.ts'
import { guid } from './guid.ts'
import { parse } from './numbers.ts'
import { parseSpan } from './time-span.ts'
import { uri } from './web.ts'

/** `token.Value<T>()`. */
export function convertToken(token: Token | null, to: Type): unknown {
  if (token === null) return isReference(to) || isNullable(to) ? null : zero(to)
  if (isA(token.type, to) && !named(to, 'Object')) return token
  if (!is(token, 'JValue'))
    return fail(
      'InvalidCastException',
      `Cannot cast ${token.type.definition.name} to Newtonsoft.Json.Linq.JToken.`
    )
  if (token.value === null && (isReference(to) || isNullable(to))) return null
  return change(token.value, underlying(to))
}

/** `Convert.ChangeType` in the invariant culture. The result is a raw value of the type, not a boxed one. */
export function change(value: unknown, to: Type): unknown {
  if (named(to, 'Object')) return value
  if (named(to, 'String')) return value === null ? null : text(value)
  if (value === null) return isReference(to) || isNullable(to) ? null : zero(to)
  const from = typeOf(value)
  if (from === to) return raw(value)
  if (named(to, 'Boolean')) {
    if (typeof value === 'string')
      return parseBoolean(value) ?? fail('FormatException', 'String was not recognized as a valid Boolean.')
    return Number(numberOf(value)) !== 0
  }
  if (named(to, 'DateTime') && typeof value === 'string') return parseDate(value)
  if (named(to, 'DateTimeOffset') && typeof value === 'string') return parseOffset(value)
  if (named(to, 'Guid') && typeof value === 'string') return guid(value)
  if (named(to, 'Char') && typeof value === 'string')
    return value.length === 1
      ? value.charCodeAt(0)
      : fail('FormatException', 'String must be exactly one character long.')
  if (named(to, 'TimeSpan') && typeof value === 'string') return parseSpan(value)
  if (named(to, 'Uri') && typeof value === 'string') return uri(value, 0)
  if (named(to, 'Array') && typeof value === 'string') return bytes(Buffer.from(value, 'base64'))
  if (isNumeric(to)) return toNumber(value, to)
  return fail('InvalidCastException', `Invalid cast from '${show(from)}' to '${show(to)}'.`)
}

/** `token.ToObject<T>()` for the types that policies deserialize into. */
export function deserialized(token: Token, to: Type): unknown {
  if (isA(token.type, to) && !named(to, 'Object')) return token
  if (named(to, 'Object')) return is(token, 'JValue') ? token.value : token
  const short = to.definition.shortName
  const [first = type('System.Object'), second = type('System.Object')] = to.arguments
  if (is(token, 'JValue')) return token.value === null && isReference(to) ? null : convertToken(token, to)
  if (['Dictionary', 'IDictionary', 'IReadOnlyDictionary'].includes(short) && is(token, 'JObject')) {
    const made = dictionary(first, second)
    for (const each of token.children)
      setEntry(made, each.name, deserialized(each.children[0] ?? each, second))
    return made
  }
  if (is(token, 'JArray') && ['List', 'IList', 'IEnumerable', 'ICollection', 'Array'].includes(short)) {
    const items = token.children.map((each) => deserialized(each, first))
    return short === 'Array' ? array(first, items) : list(first, items)
  }
  return fail(
    'Newtonsoft.Json.JsonSerializationException',
    `Cannot deserialize the current JSON into type '${show(to)}'.`
  )
}

// Rounds half to even, as Convert does.
function toNumber(value: unknown, to: Type): unknown {
  const name = to.definition.shortName
  if (typeof value === 'string') return parse(value, name)
  if (value instanceof Object && isInstance(value) && !isBoxed(value) && !('digits' in value)) {
    return fail('InvalidCastException', `Invalid cast from '${show(typeOf(value))}' to '${name}'.`)
  }
  const number = numberOf(value)
  if (name === 'Double') return Number(number)
  if (name === 'Single') return Math.fround(Number(number))
  if (isInstance(value) && 'digits' in value) {
    const exact = value as unknown as Decimal
    return name === 'Decimal' ? exact : fit(roundDecimal(exact, 0, 'even').digits, name, true)
  }
  if (name === 'Decimal')
    return typeof number === 'bigint' || Number.isInteger(number)
      ? decimal(BigInt(number))
      : decimalFromNumber(number)
  if (typeof number === 'bigint') return fit(number, name, true)
  if (!Number.isFinite(number)) return fit(2n ** 70n, name, true)
  return fit(BigInt(toEven(number)), name, true)
}

function toEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1
}

function numberOf(value: unknown): number | bigint {
  if (isBoxed(value)) return value.boxed
  if (typeof value === 'boolean') return value ? 1 : 0
  if (isInstance(value) && 'digits' in value) return decimalToNumber(value as unknown as Decimal)
  return typeof value === 'number' || typeof value === 'bigint'
    ? value
    : fail('InvalidCastException', `Unable to cast object of type '${show(typeOf(value))}'.`)
}
