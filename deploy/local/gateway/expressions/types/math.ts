import { randomInt } from 'node:crypto'

import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { arithmetic, compareNumbers } from '../run/arithmetic.ts'

import { type Decimal, decimal, decimalArithmetic, roundDecimal } from '../run/decimal.ts'
import { type ArrayValue, fail, type Instance } from '../run/value.ts'

declare({ name: 'System.MidpointRounding', kind: 'enum', values: { ToEven: 0, AwayFromZero: 1 } })

const members: Record<string, (...values: never[]) => unknown> = {
  'static double PI': () => Math.PI,
  'static double E': () => Math.E,
  'static double Sqrt(double value)': Math.sqrt,
  'static double Pow(double value, double power)': (value: number, power: number) => value ** power,
  'static double Exp(double value)': Math.exp,
  'static double Log(double value)': Math.log,
  'static double Log(double value, double base)': (value: number, base: number) =>
    Math.log(value) / Math.log(base),
  'static double Sin(double value)': Math.sin,
  'static double Cos(double value)': Math.cos,
  'static double Tan(double value)': Math.tan,
  'static double Asin(double value)': Math.asin,
  'static double Acos(double value)': Math.acos,
  'static double Atan(double value)': Math.atan,
  'static double Atan2(double y, double x)': (y: number, x: number) => Math.atan2(y, x),
  'static double Sinh(double value)': Math.sinh,
  'static double Cosh(double value)': Math.cosh,
  'static double Tanh(double value)': Math.tanh,
  'static double IEEERemainder(double a, double b)': (a: number, b: number) => a - b * round(a / b, 0, 0),
  'static long BigMul(int a, int b)': (a: number, b: number) => BigInt(a) * BigInt(b),
  'static int DivRem(int a, int b, out int rest)': (a: number, b: number, out: (rest: number) => void) => {
    const divide = arithmetic('/', 'Int32', true)(a, b) as number
    out(a - divide * b)
    return divide
  },
  'static long DivRem(long a, long b, out long rest)': (
    a: bigint,
    b: bigint,
    out: (rest: bigint) => void
  ) => {
    const divide = arithmetic('/', 'Int64', true)(a, b) as bigint
    out(a - divide * b)
    return divide
  },
  'static decimal Round(decimal value, System.MidpointRounding mode)': (value: Decimal, mode: number) =>
    roundDecimal(value, 0, mode === 1 ? 'away' : 'even'),
  'static double Log10(double value)': Math.log10,
  'static double Floor(double value)': Math.floor,
  'static double Ceiling(double value)': Math.ceil,
  'static double Truncate(double value)': Math.trunc,
  'static double Round(double value)': (value: number) => round(value, 0, 0),
  'static double Round(double value, int digits)': (value: number, digits: number) => round(value, digits, 0),
  'static double Round(double value, System.MidpointRounding mode)': (value: number, mode: number) =>
    round(value, 0, mode),
  'static double Round(double value, int digits, System.MidpointRounding mode)': round,
  'static decimal Floor(decimal value)': (value: Decimal) => roundDecimal(value, 0, 'floor'),
  'static decimal Ceiling(decimal value)': (value: Decimal) => roundDecimal(value, 0, 'ceiling'),
  'static decimal Truncate(decimal value)': (value: Decimal) => roundDecimal(value, 0, 'zero'),
  'static decimal Round(decimal value)': (value: Decimal) => roundDecimal(value, 0, 'even'),
  'static decimal Round(decimal value, int digits)': (value: Decimal, digits: number) =>
    roundDecimal(value, digits, 'even'),
  'static decimal Round(decimal value, int digits, System.MidpointRounding mode)': (
    value: Decimal,
    digits: number,
    mode: number
  ) => roundDecimal(value, digits, mode === 1 ? 'away' : 'even')
}

const least: Record<string, number | bigint> = {
  sbyte: -128,
  short: -32768,
  int: -2147483648,
  long: -(2n ** 63n)
}
for (const [name, store] of Object.entries({
  byte: 'Byte',
  sbyte: 'SByte',
  short: 'Int16',
  ushort: 'UInt16',
  int: 'Int32',
  long: 'Int64',
  uint: 'UInt32',
  ulong: 'UInt64',
  float: 'Single',
  double: 'Double',
  decimal: 'Decimal'
})) {
  const compare = compareNumbers(store)
  members[`static ${name} Max(${name} a, ${name} b)`] = (a: unknown, b: unknown) =>
    Number.isNaN(a) || compare(a, b) > 0 ? a : b
  members[`static ${name} Min(${name} a, ${name} b)`] = (a: unknown, b: unknown) =>
    Number.isNaN(a) || compare(a, b) < 0 ? a : b
  if (name.startsWith('u') || name === 'byte') continue
  const zero = store === 'Decimal' ? decimal(0n) : store === 'Int64' ? 0n : 0
  members[`static int Sign(${name} value)`] = (value: unknown) => compare(value, zero)
  members[`static ${name} Abs(${name} value)`] = (value: unknown) => {
    if (value === least[name])
      fail('OverflowException', 'Negating the minimum value of a twos complement number is invalid.')
    if (compare(value, zero) >= 0) return value
    return store === 'Decimal' ? decimalArithmetic('-', decimal(0n), value as Decimal) : -(value as number)
  }
}

declare({ name: 'System.Math', kind: 'static', members })

declare({
  name: 'System.Random',
  members: {
    'new()': () => ({ type: type('System.Random') }),
    'new(int seed)': () => ({ type: type('System.Random') }),
    'int Next()': () => randomInt(2147483647),
    'int Next(int max)': (_: Instance, max: number) =>
      max < 0 ? outOfRange('maxValue') : max === 0 ? 0 : randomInt(max),
    'int Next(int min, int max)': (_: Instance, min: number, max: number) =>
      min > max ? outOfRange('minValue') : min === max ? min : randomInt(min, max),
    'double NextDouble()': () => Math.random(),
    'void NextBytes(byte[] buffer)': (_: Instance, target: ArrayValue) => {
      target.items.forEach((_each, at) => {
        target.items[at] = randomInt(256)
      })
    }
  }
})

function round(value: number, digits: number, mode: number): number {
  if (digits < 0 || digits > 15) outOfRange('digits')
  const scale = 10 ** digits
  const scaled = value * scale
  const floor = Math.floor(scaled)
  const rest = scaled - floor
  if (rest !== 0.5) return Math.round(scaled) / scale
  const away = mode === 1 ? (value >= 0 ? floor + 1 : floor) : floor % 2 === 0 ? floor : floor + 1
  return away / scale
}

const outOfRange = (name: string): never =>
  fail(
    'ArgumentOutOfRangeException',
    `Specified argument was out of the range of valid values.\nParameter name: ${name}`
  )
