import { declare } from '../model/declare.ts'
import { type Type, type } from '../model/type.ts'
import { convertNumber, fit, tooLarge } from '../run/arithmetic.ts'
import {
  type Decimal,
  decimal,
  decimalArithmetic,
  decimalFromNumber,
  decimalFromText,
  roundDecimal
} from '../run/decimal.ts'
import { compareObjects, compareToObject } from '../run/equality.ts'

import { formatNumber } from '../run/format-number.ts'
import { box, fail, required } from '../run/value.ts'

type Out = (value: unknown) => void

const integers: [name: string, min: bigint, max: bigint][] = [
  ['SByte', -(2n ** 7n), 2n ** 7n - 1n],
  ['Byte', 0n, 2n ** 8n - 1n],
  ['Int16', -(2n ** 15n), 2n ** 15n - 1n],
  ['UInt16', 0n, 2n ** 16n - 1n],
  ['Int32', -(2n ** 31n), 2n ** 31n - 1n],
  ['UInt32', 0n, 2n ** 32n - 1n],
  ['Int64', -(2n ** 63n), 2n ** 63n - 1n],
  ['UInt64', 0n, 2n ** 64n - 1n]
]

for (const [name, min, max] of integers) number(name, fit(min, name, false), fit(max, name, false))
number('Single', Math.fround(-3.4028234663852886e38), Math.fround(3.4028234663852886e38))
number('Double', -Number.MAX_VALUE, Number.MAX_VALUE)
declare({ ...common('Decimal'), members: { ...common('Decimal').members, ...decimalMembers() } })

// Newtonsoft reads a whole number that does not fit a long as this type.
declare({ name: 'System.Numerics.BigInteger', kind: 'struct', base: 'ValueType' })

// No culture is on the list of allowed types, so a provider is always null and means the invariant culture.
declare({ name: 'System.IFormatProvider', kind: 'interface' })
declare({
  name: 'System.Globalization.NumberStyles',
  kind: 'enum',
  values: {
    None: 0,
    AllowLeadingWhite: 1,
    AllowTrailingWhite: 2,
    AllowLeadingSign: 4,
    Integer: 7,
    AllowDecimalPoint: 32,
    AllowThousands: 64,
    Number: 111,
    AllowHexSpecifier: 512,
    HexNumber: 515,
    Float: 167,
    Any: 511
  }
})

function number(name: string, min: unknown, max: unknown) {
  const constants: Record<string, () => unknown> = {
    [`static ${name} MinValue`]: () => min,
    [`static ${name} MaxValue`]: () => max
  }
  const floating = name === 'Single' || name === 'Double' ? floatMembers(name) : {}
  const shared = common(name)
  declare({ ...shared, members: { ...shared.members, ...constants, ...floating } })
}

function common(name: string) {
  const of = () => type(`System.${name}`)
  const tryParse = (text: string | null, out: Out) => {
    const found = text === null ? null : parseNumber(text, name)
    out(typeof found === 'string' || found === null ? zeroOf(name) : found)
    return !(typeof found === 'string' || found === null)
  }
  return {
    name: `System.${name}`,
    kind: 'struct' as const,
    base: 'ValueType',
    implements: ['IComparable'],
    members: {
      'string ToString()': (value: unknown) => shown(value, of(), null),
      'string ToString(string format)': (value: unknown, format: string | null) => shown(value, of(), format),
      'string ToString(System.IFormatProvider culture)': (value: unknown) => shown(value, of(), null),
      'string ToString(string format, System.IFormatProvider culture)': (
        value: unknown,
        format: string | null
      ) => shown(value, of(), format),
      'int CompareTo(object other)': (value: unknown, other: unknown) => compareToObject(of())(value, other),
      [`int CompareTo(${name} other)`]: (value: unknown, other: unknown) =>
        compareObjects(box(value, of()), box(other, of())),
      [`bool Equals(${name} other)`]: (value: unknown, other: unknown) =>
        compareObjects(box(value, of()), box(other, of())) === 0,
      [`static ${name} Parse(string text)`]: (text: string | null) => parse(text, name),
      [`static ${name} Parse(string text, System.IFormatProvider culture)`]: (text: string | null) =>
        parse(text, name),
      [`static ${name} Parse(string text, System.Globalization.NumberStyles style)`]: (
        text: string | null,
        style: number
      ) => parse(text, name, style),
      [`static bool TryParse(string text, out ${name} result)`]: tryParse,
      [`static bool TryParse(string text, System.Globalization.NumberStyles style, System.IFormatProvider culture, out ${name} result)`]:
        (text: string | null, style: number, _: null, out: Out) => {
          const found = text === null ? 'format' : parseNumber(text, name, style)
          out(typeof found === 'string' ? zeroOf(name) : found)
          return typeof found !== 'string'
        }
    }
  }
}

function floatMembers(name: string): Record<string, (value: number) => unknown> {
  return {
    [`static bool IsNaN(${name} value)`]: (value: number) => Number.isNaN(value),
    [`static bool IsInfinity(${name} value)`]: (value: number) =>
      Math.abs(value) === Number.POSITIVE_INFINITY,
    [`static bool IsPositiveInfinity(${name} value)`]: (value: number) => value === Number.POSITIVE_INFINITY,
    [`static bool IsNegativeInfinity(${name} value)`]: (value: number) => value === Number.NEGATIVE_INFINITY,
    [`static ${name} Epsilon`]: () => (name === 'Single' ? 1.401298464324817e-45 : Number.MIN_VALUE),
    [`static ${name} NaN`]: () => Number.NaN,
    [`static ${name} PositiveInfinity`]: () => Number.POSITIVE_INFINITY,
    [`static ${name} NegativeInfinity`]: () => Number.NEGATIVE_INFINITY
  }
}

function decimalMembers() {
  const max = 79228162514264337593543950335n
  const two = (operator: string) => (a: Decimal, b: Decimal) => decimalArithmetic(operator, a, b)
  const conversions = [
    'Byte',
    'SByte',
    'Int16',
    'UInt16',
    'Int32',
    'UInt32',
    'Int64',
    'UInt64',
    'Single',
    'Double'
  ]
  return {
    'new(int value)': (value: number) => decimal(BigInt(value)),
    'new(long value)': (value: bigint) => decimal(value),
    'new(double value)': (value: number) => decimalFromNumber(value),
    'static decimal MaxValue': () => decimal(max),
    'static decimal MinValue': () => decimal(-max),
    'static decimal Zero': () => decimal(0n),
    'static decimal One': () => decimal(1n),
    'static decimal MinusOne': () => decimal(-1n),
    'static decimal Add(decimal a, decimal b)': two('+'),
    'static decimal Subtract(decimal a, decimal b)': two('-'),
    'static decimal Multiply(decimal a, decimal b)': two('*'),
    'static decimal Divide(decimal a, decimal b)': two('/'),
    'static decimal Remainder(decimal a, decimal b)': two('%'),
    'static decimal Negate(decimal value)': (value: Decimal) => decimalArithmetic('-', decimal(0n), value),
    'static int Compare(decimal a, decimal b)': (a: Decimal, b: Decimal) => compareObjects(a, b),
    'static bool Equals(decimal a, decimal b)': (a: Decimal, b: Decimal) => compareObjects(a, b) === 0,
    'static decimal Floor(decimal value)': (value: Decimal) => roundDecimal(value, 0, 'floor'),
    'static decimal Ceiling(decimal value)': (value: Decimal) => roundDecimal(value, 0, 'ceiling'),
    'static decimal Truncate(decimal value)': (value: Decimal) => roundDecimal(value, 0, 'zero'),
    'static decimal Round(decimal value)': (value: Decimal) => roundDecimal(value, 0, 'even'),
    'static decimal Round(decimal value, int digits)': (value: Decimal, digits: number) =>
      roundDecimal(value, digits, 'even'),
    'static decimal Round(decimal value, System.MidpointRounding mode)': (value: Decimal, mode: number) =>
      roundDecimal(value, 0, mode === 1 ? 'away' : 'even'),
    'static decimal Round(decimal value, int digits, System.MidpointRounding mode)': (
      value: Decimal,
      digits: number,
      mode: number
    ) => roundDecimal(value, digits, mode === 1 ? 'away' : 'even'),
    ...Object.fromEntries(
      conversions.map((name) => [
        `static ${name} To${name}(decimal value)`,
        convertNumber('Decimal', name, true)
      ])
    )
  }
}

function shown(value: unknown, of: Type, format: string | null): string {
  return formatNumber(box(value, of) as Decimal, format)
}

/** `int.Parse`, and the `Parse` of the other number types. */
export function parse(text: string | null, name: string, style?: number): unknown {
  const found = parseNumber(required(text, 'String'), name, style)
  if (found === 'format') return fail('FormatException', 'Input string was not in a correct format.')
  return found === 'overflow' ? fail('OverflowException', tooLarge(name)) : found
}

function parseNumber(text: string, name: string, style?: number): unknown {
  const trimmed = text.replace(/^[\t-\r ]+|[\t-\r \0]+$/g, '')
  if (style !== undefined && (style & 512) !== 0) {
    if (!/^[\da-f]+$/i.test(trimmed)) return 'format'
    const value = BigInt(`0x${trimmed}`)
    const signed = BigInt.asIntN(
      name === 'Int64' ? 64 : name === 'Int16' ? 16 : name === 'SByte' ? 8 : 32,
      value
    )
    return inRange(name.startsWith('U') || name === 'Byte' ? value : signed, name)
  }
  if (integers.some(([each]) => each === name))
    return /^[+-]?\d+$/.test(trimmed) ? inRange(BigInt(trimmed), name) : 'format'
  if (/^(NaN|-?Infinity)$/.test(trimmed) && name !== 'Decimal') return Number(trimmed)
  // A sign may also follow the digits.
  const signed = trimmed.replace(/^([\d.,]+)([+-])$/, '$2$1')
  const plain = signed.replace(/(?<=\d),/g, '')
  const shape = name === 'Decimal' ? /^[+-]?(\d+\.?\d*|\.\d+)$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
  if (!shape.test(plain)) return 'format'
  if (name === 'Decimal') return decimalFromText(plain.replace('+', ''))
  const value = name === 'Single' ? Math.fround(Number(plain)) : Number(plain)
  return Number.isFinite(value) ? value : 'overflow'
}

function inRange(value: bigint, name: string): unknown {
  const range = integers.find(([each]) => each === name)
  if (range === undefined || value < range[1] || value > range[2]) return 'overflow'
  return fit(value, name, false)
}

const zeroOf = (name: string) => (name === 'Decimal' ? decimal(0n) : name.endsWith('t64') ? 0n : 0)
