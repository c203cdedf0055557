import { type Decimal, decimalText } from './decimal.ts'
import { formatCustom, type Significant } from './format-custom.ts'
import { bounded } from './meter.ts'
import { REAL_DIGITS, realText } from './runtime.ts'
import { type Boxed, fail, isBoxed } from './value.ts'

/** C#'s `ToString(format)` of a number in the invariant culture. Throws FormatException. */
export function formatNumber(value: Boxed | Decimal, format: string | null): string {
  const name = value.type.definition.shortName
  const number = isBoxed(value) ? value.boxed : decimalText(value)
  if (typeof number === 'number' && !Number.isFinite(number))
    return Number.isNaN(number) ? 'NaN' : number > 0 ? 'Infinity' : '-Infinity'
  if (format === null || format === '') return general(exact(number, name), name, 0)
  const standard = /^([a-zA-Z])(\d{0,2})$/.exec(format)
  if (standard === null) return formatCustom(significant(exact(number, name)), format)
  const letter = standard[1] ?? 'G'
  const precision = standard[2] === '' ? null : Number(standard[2])
  const floating = name === 'Double' || name === 'Single'
  const digits = exact(number, name)
  switch (letter.toUpperCase()) {
    case 'D':
      if (floating || name === 'Decimal') break
      return sign(digits) + digits.digits.toString().padStart(bounded(precision ?? 0), '0')
    case 'X': {
      if (floating || name === 'Decimal') break
      const hex = twosComplement(BigInt(number), name).toString(16)
      return (letter === 'X' ? hex.toUpperCase() : hex).padStart(precision ?? 0, '0')
    }
    case 'F':
      return signed(digits, fixed(digits, precision ?? 2))
    case 'N':
      return signed(digits, grouped(fixed(digits, precision ?? 2)))
    case 'C': {
      const shown = `¤${grouped(fixed(digits, precision ?? 2))}`
      return digits.negative && /[1-9]/.test(shown) ? `(${shown})` : shown
    }
    case 'P':
      return signed(digits, `${grouped(fixed({ ...digits, scale: digits.scale - 2 }, precision ?? 2))} %`)
    case 'E':
      return exponential(digits, precision ?? 6, letter, 3)
    case 'G':
      return general(digits, name, precision ?? 0, letter === 'g' ? 'e' : 'E')
    case 'R':
      if (!floating) break
      return roundTrip(number as number, name)
  }
  return fail('FormatException', 'Format specifier was invalid.')
}

interface Digits {
  negative: boolean
  digits: bigint
  /** value = digits / 10 ** scale; may be negative. */
  scale: number
}

function exact(number: number | bigint | string, name: string): Digits {
  if (typeof number === 'bigint')
    return { negative: number < 0n, digits: number < 0n ? -number : number, scale: 0 }
  const isReal = typeof number === 'number' && (name === 'Single' || name === 'Double')
  const written =
    typeof number === 'string' ? number : isReal ? realText(Math.abs(number), name) : String(Math.abs(number))
  const [mantissa = '0', power = '0'] = written.replace(/^-/, '').split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const negative = typeof number === 'string' ? number.startsWith('-') : number < 0
  const found = { negative, digits: BigInt(whole + fraction), scale: fraction.length - Number(power) }
  return isReal ? trimmed(found) : found
}

function trimmed(value: Digits): Digits {
  let { digits, scale } = value
  while (digits !== 0n && digits % 10n === 0n) {
    digits /= 10n
    scale--
  }
  return { ...value, digits, scale: digits === 0n ? 0 : scale }
}

/** Rounds half away from zero. */
function rounded({ digits, scale }: Digits, places: number): bigint {
  if (scale <= places) return digits * 10n ** BigInt(places - scale)
  const unit = 10n ** BigInt(scale - places)
  return digits / unit + ((digits % unit) * 2n >= unit ? 1n : 0n)
}

function fixed(value: Digits, places: number): string {
  const text = rounded(value, places)
    .toString()
    .padStart(places + 1, '0')
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`
}

function general(value: Digits, name: string, precision: number, letter = 'E'): string {
  if (name === 'Decimal' && precision === 0) return sign(value) + plain(value)
  const defaults: Record<string, number> = { ...REAL_DIGITS, Int64: 19, UInt64: 20, Decimal: 29 }
  const limit = precision > 0 ? precision : (defaults[name] ?? 10)
  if (precision === 0 && !['Double', 'Single'].includes(name)) return sign(value) + plain(value)
  const cut = trimmed(toSignificant(value, limit))
  const exponent = cut.digits.toString().length - 1 - cut.scale
  if (cut.digits === 0n) return '0'
  if (exponent >= limit || exponent <= -5)
    return exponential(cut, cut.digits.toString().length - 1, letter, 2)
  return sign(value) + plain(cut)
}

function toSignificant(value: Digits, limit: number): Digits {
  const excess = value.digits.toString().length - limit
  if (excess <= 0) return value
  return { ...value, digits: rounded(value, value.scale - excess), scale: value.scale - excess }
}

function plain(value: Digits): string {
  return fixed(value, Math.max(0, value.scale))
}

function exponential(value: Digits, places: number, letter: string, width: number): string {
  const length = value.digits.toString().length
  let exponent = value.digits === 0n ? 0 : length - 1 - value.scale
  let mantissa = fixed({ ...value, scale: length - 1 }, places)
  if (mantissa.split('.')[0]?.length === 2) {
    exponent++
    mantissa = fixed({ ...value, scale: length }, places)
  }
  const power = Math.abs(exponent).toString().padStart(width, '0')
  return `${sign(value)}${mantissa}${letter}${exponent < 0 ? '-' : '+'}${power}`
}

function roundTrip(number: number, name: string): string {
  const [few, all] = name === 'Single' ? [7, 9] : [15, 17]
  const short = Number(number.toPrecision(few))
  const isExact = (name === 'Single' ? Math.fround(short) : short) === number
  const shown = Math.abs(number)
    .toExponential((isExact ? few : all) - 1)
    .replace(/\.?0*(?=e)/, '')
  const [mantissa = '0', power = '0'] = shown.split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const value = {
    negative: number < 0,
    digits: BigInt(whole + fraction),
    scale: fraction.length - Number(power)
  }
  const exponent = Number(power)
  return exponent >= (isExact ? few : all) || exponent <= -5
    ? exponential(value, fraction.length, 'E', 2)
    : sign(value) + plain(value)
}

// The digits without trailing zeros, which a custom format takes.
function significant(value: Digits): Significant {
  const written = value.digits === 0n ? '' : value.digits.toString()
  return {
    digits: written.replace(/0+$/, ''),
    point: written === '' ? 0 : written.length - value.scale,
    negative: value.negative
  }
}

function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const groups = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? groups : `${groups}.${fraction}`
}

const sign = (value: Digits) => (value.negative && value.digits !== 0n ? '-' : '')
const signed = (value: Digits, shown: string) => (value.negative && /[1-9]/.test(shown) ? `-${shown}` : shown)

function twosComplement(value: bigint, name: string): bigint {
  const size = name.endsWith('Byte') ? 8 : name.endsWith('16') ? 16 : name.endsWith('64') ? 64 : 32
  return BigInt.asUintN(size, value)
}
