import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { fit } from '../run/arithmetic.ts'
import { text } from '../run/format.ts'
import type { TypeValue } from '../run/type-value.ts'
import { type ArrayValue, array, box, buffer, bytes, fail, required } from '../run/value.ts'
import { change } from './json-convert.ts'

const of = (name: string) => type(`System.${name}`)
const targets: Record<string, string> = {
  ToBoolean: 'Boolean',
  ToByte: 'Byte',
  ToChar: 'Char',
  ToDateTime: 'DateTime',
  ToDecimal: 'Decimal',
  ToDouble: 'Double',
  ToInt16: 'Int16',
  ToInt32: 'Int32',
  ToInt64: 'Int64',
  ToSByte: 'SByte',
  ToSingle: 'Single',
  ToUInt16: 'UInt16',
  ToUInt32: 'UInt32',
  ToUInt64: 'UInt64'
}

const conversions: Record<string, (...values: never[]) => unknown> = {}
for (const [name, target] of Object.entries(targets)) {
  conversions[`static ${target} ${name}(object value)`] = (value: unknown) => change(value, of(target))
  conversions[`static ${target} ${name}(char value)`] = (value: number) =>
    /Int|Byte|Char/.test(target)
      ? fit(BigInt(value), target, true)
      : fail('InvalidCastException', `Invalid cast from 'Char' to '${target}'.`)
  conversions[`static ${target} ${name}(object value, System.IFormatProvider culture)`] = (value: unknown) =>
    change(value, of(target))
  if (/Int|Byte/.test(target))
    conversions[`static ${target} ${name}(string text, int radix)`] = (
      digits: string | null,
      radix: number
    ) => parseRadix(digits, radix, target)
}

declare({
  name: 'System.Convert',
  kind: 'static',
  members: {
    ...conversions,
    'static object ChangeType(object value, System.Type type)': (value: unknown, { of }: TypeValue) =>
      box(change(value, of), of),
    'static string ToString(object value)': text,
    'static string ToString(byte value, int radix)': inRadix(8),
    'static string ToString(short value, int radix)': inRadix(16),
    'static string ToString(int value, int radix)': inRadix(32),
    'static string ToString(long value, int radix)': inRadix(64),
    'static string ToString(object value, System.IFormatProvider culture)': text,
    'static string ToBase64String(byte[] bytes)': (value: ArrayValue | null) =>
      buffer(required(value, 'inArray')).toString('base64'),
    'static string ToBase64String(byte[] bytes, int offset, int length)': (
      value: ArrayValue | null,
      offset: number,
      length: number
    ) =>
      buffer(required(value, 'inArray'))
        .subarray(offset, offset + length)
        .toString('base64'),
    'static byte[] FromBase64String(string text)': (value: string | null) => fromBase64(required(value, 's'))
  }
})

declare({
  name: 'System.BitConverter',
  kind: 'static',
  members: {
    'static bool IsLittleEndian': () => true,
    'static string ToString(byte[] bytes)': (value: ArrayValue | null) =>
      dashed(buffer(required(value, 'value'))),
    'static byte[] GetBytes(int value)': (value: number) => littleEndian(BigInt(value), 4),
    'static byte[] GetBytes(long value)': (value: bigint) => littleEndian(value, 8),
    'static byte[] GetBytes(bool value)': (value: boolean) => littleEndian(value ? 1n : 0n, 1),
    'static string ToString(byte[] bytes, int start)': (value: ArrayValue | null, start: number) =>
      dashed(buffer(required(value, 'value')).subarray(start)),
    'static string ToString(byte[] bytes, int start, int length)': (
      value: ArrayValue | null,
      start: number,
      length: number
    ) => dashed(buffer(required(value, 'value')).subarray(start, start + length)),
    'static byte[] GetBytes(short value)': (value: number) => littleEndian(BigInt(value), 2),
    'static byte[] GetBytes(ushort value)': (value: number) => littleEndian(BigInt(value), 2),
    'static byte[] GetBytes(char value)': (value: number) => littleEndian(BigInt(value), 2),
    'static byte[] GetBytes(uint value)': (value: number) => littleEndian(BigInt(value), 4),
    'static byte[] GetBytes(ulong value)': (value: bigint) => littleEndian(value, 8),
    'static byte[] GetBytes(double value)': (value: number) => {
      const found = Buffer.alloc(8)
      found.writeDoubleLE(value)
      return bytes(found)
    },
    'static byte[] GetBytes(float value)': (value: number) => {
      const found = Buffer.alloc(4)
      found.writeFloatLE(value)
      return bytes(found)
    },
    'static bool ToBoolean(byte[] bytes, int start)': (value: ArrayValue, start: number) =>
      within(value, start, 1).readUInt8(start) !== 0,
    'static short ToInt16(byte[] bytes, int start)': (value: ArrayValue, start: number) =>
      within(value, start, 2).readInt16LE(start),
    'static ushort ToUInt16(byte[] bytes, int start)': (value: ArrayValue, start: number) =>
      within(value, start, 2).readUInt16LE(start),
    'static ulong ToUInt64(byte[] bytes, int start)': (value: ArrayValue, start: number) =>
      within(value, start, 8).readBigUInt64LE(start),
    'static double ToDouble(byte[] bytes, int start)': (value: ArrayValue, start: number) =>
      within(value, start, 8).readDoubleLE(start),
    'static float ToSingle(byte[] bytes, int start)': (value: ArrayValue, start: number) =>
      within(value, start, 4).readFloatLE(start),
    'static int ToInt32(byte[] bytes, int start)': (value: ArrayValue, start: number) =>
      within(value, start, 4).readInt32LE(start),
    'static uint ToUInt32(byte[] bytes, int start)': (value: ArrayValue, start: number) =>
      within(value, start, 4).readUInt32LE(start),
    'static long ToInt64(byte[] bytes, int start)': (value: ArrayValue, start: number) =>
      within(value, start, 8).readBigInt64LE(start)
  }
})

function inRadix(size: number): (value: number | bigint, radix: number) => string {
  return (value, radix) => {
    if (![2, 8, 10, 16].includes(radix)) fail('ArgumentException', 'Invalid Base.')
    return radix === 10 ? String(value) : BigInt.asUintN(size, BigInt(value)).toString(radix)
  }
}

function within(value: ArrayValue, start: number, size: number): Buffer {
  if (start < 0 || start >= value.items.length)
    fail(
      'ArgumentOutOfRangeException',
      'Index was out of range. Must be non-negative and less than the size of the collection.\nParameter name: startIndex'
    )
  if (start > value.items.length - size)
    fail(
      'ArgumentException',
      'Destination array is not long enough to copy all the items in the collection. Check array index and length.'
    )
  return buffer(value)
}

function littleEndian(value: bigint, size: number): ArrayValue {
  return array(
    of('Byte'),
    Array.from({ length: size }, (_, at) => Number((BigInt.asUintN(64, value) >> BigInt(at * 8)) & 255n))
  )
}

function fromBase64(text: string): ArrayValue {
  const packed = text.replace(/[ \t\r\n]/g, '')
  if (packed.length % 4 !== 0 || !/^[A-Za-z\d+/]*={0,2}$/.test(packed)) {
    fail(
      'FormatException',
      'The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters.'
    )
  }
  return bytes(Buffer.from(packed, 'base64'))
}

function parseRadix(digits: string | null, radix: number, target: string): unknown {
  if (digits === null) return fit(0n, target, false)
  const alphabet: Record<number, RegExp> = {
    2: /^[01]+$/,
    8: /^[0-7]+$/,
    10: /^-?\d+$/,
    16: /^(0x)?[\da-f]+$/i
  }
  const prefix: Record<number, string> = { 2: '0b', 8: '0o', 10: '', 16: '0x' }
  if (alphabet[radix] === undefined) return fail('ArgumentException', 'Invalid Base.')
  if (digits === '')
    return fail(
      'ArgumentOutOfRangeException',
      'Index was out of range. Must be non-negative and less than the size of the collection.\nParameter name: startIndex'
    )
  if (!alphabet[radix]?.test(digits))
    return fail('FormatException', 'Could not find any recognizable digits.')
  const value = BigInt(`${prefix[radix]}${digits.replace(/^0x/i, '')}`)
  const size = target.endsWith('Byte') ? 8 : target.endsWith('16') ? 16 : target.endsWith('64') ? 64 : 32
  const signed =
    radix !== 10 && !target.startsWith('U') && target !== 'Byte' && BigInt.asUintN(size, value) === value
  return fit(signed ? BigInt.asIntN(size, value) : value, target, true)
}

const dashed = (value: Buffer) =>
  value
    .toString('hex')
    .toUpperCase()
    .replace(/(..)(?=.)/g, '$1-')
