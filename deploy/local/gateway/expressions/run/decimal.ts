import { type Type, type } from '../model/type.ts'
import { fail } from './value.ts'

/** A C# decimal: `digits / 10 ** scale`. */
export interface Decimal {
  readonly type: Type
  readonly digits: bigint
  readonly scale: number
}

const MAX = 79228162514264337593543950335n
const ten = (power: number) => 10n ** BigInt(power)

/** The decimal `digits / 10 ** scale`, rounded half to even when it has more than 28 places. Throws OverflowException. */
export function decimal(digits: bigint, scale = 0): Decimal {
  let value = digits
  let at = scale
  while (at > 28 || (at > 0 && magnitude(value) > MAX)) {
    const drop = Math.max(1, at - 28)
    value = divideToEven(value, ten(drop))
    at -= drop
  }
  if (magnitude(value) > MAX)
    fail('OverflowException', 'Value was either too large or too small for a Decimal.')
  return { type: type('System.Decimal'), digits: value, scale: at }
}

/** Reads `12.5e3`. The caller has checked that the text is a number. */
export function decimalFromText(text: string): Decimal {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const scale = fraction.length - Number(exponent)
  const digits = BigInt(`${whole}${fraction}`)
  return scale < 0 ? decimal(digits * ten(-scale)) : decimal(digits, scale)
}

/** Converts a double. C# keeps 15 significant digits. Throws OverflowException. */
export function decimalFromNumber(value: number): Decimal {
  if (!Number.isFinite(value))
    fail('OverflowException', 'Value was either too large or too small for a Decimal.')
  return decimalFromText(String(Number(value.toPrecision(15))))
}

export const decimalToNumber = (value: Decimal) => Number(decimalText(value))

/** The text with all places, as C# writes `1.50m`. */
export function decimalText(value: Decimal): string {
  const digits = magnitude(value.digits)
    .toString()
    .padStart(value.scale + 1, '0')
  const cut = digits.length - value.scale
  return `${value.digits < 0n ? '-' : ''}${digits.slice(0, cut)}${value.scale > 0 ? `.${digits.slice(cut)}` : ''}`
}

/** `+ - * / %`. Throws OverflowException or DivideByZeroException. */
export function decimalArithmetic(operator: string, left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale)
  const [a, b] = [scaled(left, scale), scaled(right, scale)]
  if (operator === '+') return decimal(a + b, scale)
  if (operator === '-') return decimal(a - b, scale)
  if (operator === '*') return decimal(left.digits * right.digits, left.scale + right.scale)
  if (b === 0n) fail('DivideByZeroException', 'Attempted to divide by zero.')
  return operator === '%' ? decimal(a % b, scale) : quotient(left, right)
}

/** Negative, zero or positive. The scales need not be the same. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale)
  const [a, b] = [scaled(left, scale), scaled(right, scale)]
  return a < b ? -1 : a > b ? 1 : 0
}

/** Rounds to a number of places after the point. */
export function roundDecimal(
  value: Decimal,
  places: number,
  mode: 'even' | 'away' | 'floor' | 'ceiling' | 'zero'
): Decimal {
  if (value.scale <= places) return value
  const unit = ten(value.scale - places)
  const whole = value.digits / unit
  const rest = value.digits % unit
  const sign = value.digits < 0n ? -1n : 1n
  const twice = magnitude(rest) * 2n
  const up = {
    even: twice > unit || (twice === unit && whole % 2n !== 0n),
    away: twice >= unit,
    floor: rest < 0n,
    ceiling: rest > 0n,
    zero: false
  }
  return decimal(up[mode] ? whole + sign : whole, places)
}

// The shortest exact quotient, or one of 28 digits that is rounded to even.
function quotient(left: Decimal, right: Decimal): Decimal {
  const extra = 28 + right.scale
  let scale = left.scale + extra - right.scale
  let digits = divideToEven(left.digits * ten(extra), right.digits)
  const least = Math.max(0, left.scale - right.scale)
  while (scale > least && digits % 10n === 0n) {
    digits /= 10n
    scale--
  }
  return scale < 0 ? decimal(digits * ten(-scale)) : decimal(digits, scale)
}

function divideToEven(value: bigint, by: bigint): bigint {
  const whole = value / by
  const twice = magnitude(value % by) * 2n
  const unit = magnitude(by)
  if (twice < unit || (twice === unit && whole % 2n === 0n)) return whole
  return whole + (value < 0n === by < 0n ? 1n : -1n)
}

const scaled = (value: Decimal, scale: number) => value.digits * ten(scale - value.scale)
const magnitude = (value: bigint) => (value < 0n ? -value : value)
