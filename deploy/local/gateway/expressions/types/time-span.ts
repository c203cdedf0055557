import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { TICKS, type TimeSpan, timeSpan } from '../run/calendar.ts'
import { compareObjects, compareToObject } from '../run/equality.ts'
import { formatSpan } from '../run/format-date.ts'
import { fail, required } from '../run/value.ts'
import { comparisons, spanOf } from './date.ts'

const total = (unit: bigint) => (span: TimeSpan) => Number(span.ticks) * (1 / Number(unit))
const unit = (size: bigint, of: bigint) => (span: TimeSpan) => Number((span.ticks / size) % of)
const from = (size: bigint) => (amount: number) => {
  if (Number.isNaN(amount))
    fail('ArgumentException', 'TimeSpan does not accept floating point Not-a-Number values.')
  if (Math.abs(amount) * Number(size) > 2 ** 63)
    fail('OverflowException', 'TimeSpan overflowed because the duration is too long.')
  return timeSpan(spanOf(amount, size))
}

declare({
  name: 'System.TimeSpan',
  kind: 'struct',
  base: 'ValueType',
  implements: ['IComparable'],
  zero: () => timeSpan(0n),
  members: {
    'new(long ticks)': timeSpan,
    'new(int hours, int minutes, int seconds)': (h: number, m: number, s: number) => spanFrom(0, h, m, s, 0),
    'new(int days, int hours, int minutes, int seconds)': (d: number, h: number, m: number, s: number) =>
      spanFrom(d, h, m, s, 0),
    'new(int days, int hours, int minutes, int seconds, int milliseconds)': (
      d: number,
      h: number,
      m: number,
      s: number,
      ms: number
    ) => spanFrom(d, h, m, s, ms),
    'new()': () => timeSpan(0n),
    'static bool TryParse(string text, out TimeSpan result)': (
      text: string | null,
      out: (value: TimeSpan) => void
    ) => {
      try {
        out(parseSpan(required(text, 'input')))
        return true
      } catch {
        out(timeSpan(0n))
        return false
      }
    },
    'static TimeSpan Parse(string text, System.IFormatProvider provider)': (text: string | null) =>
      parseSpan(required(text, 'input')),
    'static int Compare(TimeSpan a, TimeSpan b)': (a: TimeSpan, b: TimeSpan) => compareObjects(a, b),
    'static bool Equals(TimeSpan a, TimeSpan b)': (a: TimeSpan, b: TimeSpan) => a.ticks === b.ticks,
    'bool Equals(TimeSpan other)': (a: TimeSpan, b: TimeSpan) => a.ticks === b.ticks,
    'static long TicksPerDay': () => TICKS.day,
    'static long TicksPerHour': () => TICKS.hour,
    'static long TicksPerMinute': () => TICKS.minute,
    'static long TicksPerSecond': () => TICKS.second,
    'static long TicksPerMillisecond': () => TICKS.millisecond,
    'string ToString(string format, System.IFormatProvider provider)': formatSpan,
    'static TimeSpan operator +(TimeSpan a)': (a: TimeSpan) => a,
    'static TimeSpan Zero': () => timeSpan(0n),
    'static TimeSpan MaxValue': () => timeSpan(2n ** 63n - 1n),
    'static TimeSpan MinValue': () => timeSpan(-(2n ** 63n)),
    'static TimeSpan FromDays(double value)': from(TICKS.day),
    'static TimeSpan FromHours(double value)': from(TICKS.hour),
    'static TimeSpan FromMinutes(double value)': from(TICKS.minute),
    'static TimeSpan FromSeconds(double value)': from(TICKS.second),
    'static TimeSpan FromMilliseconds(double value)': from(TICKS.millisecond),
    'static TimeSpan FromTicks(long value)': timeSpan,
    'static TimeSpan Parse(string text)': (text: string | null) => parseSpan(required(text, 'input')),
    'int Days': (span: TimeSpan) => Number(span.ticks / TICKS.day),
    'int Hours': unit(TICKS.hour, 24n),
    'int Minutes': unit(TICKS.minute, 60n),
    'int Seconds': unit(TICKS.second, 60n),
    'int Milliseconds': unit(TICKS.millisecond, 1000n),
    'long Ticks': (span: TimeSpan) => span.ticks,
    'double TotalDays': total(TICKS.day),
    'double TotalHours': total(TICKS.hour),
    'double TotalMinutes': total(TICKS.minute),
    'double TotalSeconds': total(TICKS.second),
    'double TotalMilliseconds': total(TICKS.millisecond),
    'TimeSpan Add(TimeSpan other)': (a: TimeSpan, b: TimeSpan) => timeSpan(a.ticks + b.ticks),
    'TimeSpan Subtract(TimeSpan other)': (a: TimeSpan, b: TimeSpan) => timeSpan(a.ticks - b.ticks),
    'TimeSpan Negate()': (a: TimeSpan) => timeSpan(-a.ticks),
    'TimeSpan Duration()': (a: TimeSpan) => timeSpan(a.ticks < 0n ? -a.ticks : a.ticks),
    'int CompareTo(object other)': (a: TimeSpan, b: unknown) =>
      compareToObject(type('System.TimeSpan'))(a, b),
    'int CompareTo(TimeSpan other)': (a: TimeSpan, b: TimeSpan) => compareObjects(a, b),
    'string ToString()': (span: TimeSpan) => formatSpan(span, null),
    'string ToString(string format)': formatSpan,
    'static TimeSpan operator +(TimeSpan a, TimeSpan b)': (a: TimeSpan, b: TimeSpan) =>
      timeSpan(a.ticks + b.ticks),
    'static TimeSpan operator -(TimeSpan a, TimeSpan b)': (a: TimeSpan, b: TimeSpan) =>
      timeSpan(a.ticks - b.ticks),
    'static TimeSpan operator -(TimeSpan a)': (a: TimeSpan) => timeSpan(-a.ticks),
    ...comparisons('TimeSpan')
  }
})

/** `TimeSpan.Parse`. */
export function parseSpan(text: string): TimeSpan {
  const match = /^\s*(-)?(?:(\d+)|(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?)\s*$/.exec(
    text
  )
  if (match === null) return fail('FormatException', 'String was not recognized as a valid TimeSpan.')
  const [, minus, only, days, hours, minutes, seconds, fraction] = match
  const [h, m, s] = [Number(hours ?? 0), Number(minutes ?? 0), Number(seconds ?? 0)]
  if (h > 23 || m > 59 || s > 59)
    fail(
      'OverflowException',
      'The TimeSpan could not be parsed because at least one of the numeric components is out of range or contains too many digits.'
    )
  const ticks =
    BigInt(Number(only ?? days ?? 0)) * TICKS.day +
    BigInt(h * 3600 + m * 60 + s) * TICKS.second +
    BigInt((fraction ?? '').padEnd(7, '0'))
  return timeSpan(minus === undefined ? ticks : -ticks)
}

function spanFrom(d: number, h: number, m: number, s: number, ms: number): TimeSpan {
  const ticks = BigInt((d * 86400 + h * 3600 + m * 60 + s) * 1000 + ms) * TICKS.millisecond
  if (BigInt.asIntN(64, ticks) !== ticks)
    fail('ArgumentOutOfRangeException', 'TimeSpan overflowed because the duration is too long.')
  return timeSpan(ticks)
}
