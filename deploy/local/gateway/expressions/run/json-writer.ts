import { type DateTime, type DateTimeOffset, TICKS } from './calendar.ts'
import { type Decimal, decimalText } from './decimal.ts'
import { text } from './format.ts'
import { formatDate, formatSpan } from './format-date.ts'
import { formatNumber } from './format-number.ts'
import { is, isToken } from './json.ts'
import { contents } from './json-contents.ts'
import { bounded, step } from './meter.ts'
import { type ArrayValue, type Boxed, fail, type Instance, isBoxed, isInstance } from './value.ts'

/** Writes JSON as Newtonsoft does, indented by two spaces or on one line. */
export function writeJson(value: unknown, indented: boolean, depth = 0): string {
  step()
  const gap = indented ? `\n${'  '.repeat(depth + 1)}` : ''
  const end = indented ? `\n${'  '.repeat(depth)}` : ''
  const colon = indented ? ': ' : ':'
  const inner = (each: unknown) => writeJson(each, indented, depth + 1)
  if (isToken(value)) {
    if (is(value, 'JValue')) return value.isUndefined === true ? 'undefined' : scalar(value.value)
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
