import {
  compareDecimals,
  type Decimal,
  decimal,
  decimalArithmetic,
  decimalFromNumber,
  decimalToNumber
} from './decimal.ts'
import { fail } from './value.ts'

/** The short names of the types in which C# computes. */
export type Numeric = 'Int32' | 'UInt32' | 'Int64' | 'UInt64' | 'Single' | 'Double' | 'Decimal'

const bits: Record<string, [size: number, signed: boolean]> = {
  SByte: [8, true],
  Byte: [8, false],
  Int16: [16, true],
  UInt16: [16, false],
  Char: [16, false],
  Int32: [32, true],
  UInt32: [32, false],
  Int64: [64, true],
  UInt64: [64, false]
}

const wide = (name: string) => name === 'Int64' || name === 'UInt64'

/** `+ - * / %`. Overflow throws OverflowException when checked, and wraps otherwise. */
export function arithmetic(
  operator: string,
  name: Numeric,
  isChecked: boolean
): (a: unknown, b: unknown) => unknown {
  if (name === 'Decimal') return (a, b) => decimalArithmetic(operator, a as Decimal, b as Decimal)
  if (name === 'Double') return (a, b) => floating(operator, a as number, b as number)
  if (name === 'Single') return (a, b) => Math.fround(floating(operator, a as number, b as number))
  if (name === 'Int32' && !isChecked) {
    if (operator === '+') return (a, b) => ((a as number) + (b as number)) | 0
    if (operator === '-') return (a, b) => ((a as number) - (b as number)) | 0
  }
  return (a, b) => {
    const result = whole(operator, BigInt(a as number), BigInt(b as number))
    const overflows = isChecked || ((operator === '/' || operator === '%') && b !== 0)
    return fit(result, name, overflows, 'Arithmetic operation resulted in an overflow.')
  }
}

/** `& | ^ << >>` on integers; the shift count is an int. */
export function bitwise(operator: string, name: Numeric): (a: unknown, b: unknown) => unknown {
  const mask = wide(name) ? 63 : 31
  return (a, b) => {
    const left = BigInt(a as number)
    const right = operator === '<<' || operator === '>>' ? BigInt((b as number) & mask) : BigInt(b as number)
    if (operator === '<<') return fit(left << right, name, false)
    if (operator === '>>') return fit(left >> right, name, false)
    return fit(operator === '&' ? left & right : operator === '|' ? left | right : left ^ right, name, false)
  }
}

/** Less than, equal or greater; NaN for an unordered pair. */
export function compareNumbers(name: string): (a: unknown, b: unknown) => number {
  if (name === 'Decimal') return (a, b) => compareDecimals(a as Decimal, b as Decimal)
  return (a, b) => {
    const [x, y] = [a as number, b as number]
    return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number.NaN
  }
}

/** Converts a number from one type to the other. It truncates, and wraps unless checked. */
export function convertNumber(from: string, to: string, isChecked: boolean): (value: unknown) => unknown {
  if (from === to) return (value) => value
  const integer = to in bits
  if (from in bits) {
    if (to === 'Decimal') return (value) => decimal(BigInt(value as number))
    if (to === 'Single') return (value) => Math.fround(Number(value))
    if (!integer) return (value) => Number(value)
    return (value) =>
      fit(BigInt(value as number), to, isChecked, 'Arithmetic operation resulted in an overflow.')
  }
  if (from === 'Decimal') {
    if (!integer)
      return (value) => (to === 'Single' ? Math.fround : Number)(decimalToNumber(value as Decimal))
    return (value) => {
      const { digits, scale } = value as Decimal
      return fit(digits / 10n ** BigInt(scale), to, true, tooLarge(to))
    }
  }
  if (to === 'Decimal') return (value) => decimalFromNumber(value as number)
  if (!integer) return (value) => (to === 'Single' ? Math.fround(value as number) : value)
  return (value) => truncated(value as number, to, isChecked)
}

/** The integer as a value of its type: wrapped, or OverflowException when checked. */
export function fit(
  value: bigint,
  name: string,
  isChecked: boolean,
  message = tooLarge(name)
): number | bigint {
  const [size, signed] = bits[name] ?? [32, true]
  const wrapped = signed ? BigInt.asIntN(size, value) : BigInt.asUintN(size, value)
  if (isChecked && wrapped !== value) fail('OverflowException', message)
  return wide(name) ? wrapped : Number(wrapped)
}

/** The message of .NET's OverflowException for a conversion to that type. */
export function tooLarge(name: string): string {
  const article = name.startsWith('I') ? 'an' : 'a'
  const shown =
    name === 'Byte' ? 'an unsigned byte' : name === 'SByte' ? 'a signed byte' : `${article} ${name}`
  return `Value was either too large or too small for ${shown}.`
}

function whole(operator: string, a: bigint, b: bigint): bigint {
  if (operator === '+') return a + b
  if (operator === '-') return a - b
  if (operator === '*') return a * b
  if (b === 0n) fail('DivideByZeroException', 'Attempted to divide by zero.')
  return operator === '/' ? a / b : a % b
}

function floating(operator: string, a: number, b: number): number {
  if (operator === '+') return a + b
  if (operator === '-') return a - b
  if (operator === '*') return a * b
  return operator === '/' ? a / b : a % b
}

// C# does not specify the result of a conversion that is out of range. This follows .NET Framework on x64: int and smaller
// types are cut from a 32-bit result, and the others from a 64-bit one. A result that does not fit is the smallest value.
function truncated(value: number, to: string, isChecked: boolean): number | bigint {
  const [size] = bits[to] ?? [32, true]
  const width = size === 64 || to === 'UInt32' ? 64 : 32
  const cut = Number.isFinite(value) ? BigInt(Math.trunc(value)) : null
  if (isChecked && cut !== null) return fit(cut, to, true, overflow)
  if (isChecked) fail('OverflowException', overflow)
  if (to === 'UInt64' && cut !== null && cut >= 2n ** 63n) return fit(cut < 2n ** 64n ? cut : 0n, to, false)
  const fits = cut !== null && BigInt.asIntN(width, cut) === cut
  return fit(fits ? cut : -(2n ** BigInt(width - 1)), to, false)
}

const overflow = 'Arithmetic operation resulted in an overflow.'
