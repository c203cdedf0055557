import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'

import {
  type DateTime,
  type DateTimeOffset,
  dateTime,
  dateTimeOffset,
  EPOCH,
  fromMilliseconds,
  partsOf,
  TICKS,
  type TimeSpan,
  ticksOf,
  timeSpan
} from '../run/calendar.ts'
import { compareObjects, compareToObject } from '../run/equality.ts'
import { formatDate, formatSpan } from '../run/format-date.ts'
import { parseExactDate, parseOffset } from '../run/parse-date.ts'
import { fail, required } from '../run/value.ts'
import { addMonths, comparisons, spanOf } from './date.ts'

const utc = (value: DateTimeOffset) => value.ticks - value.offset
const part = (name: keyof ReturnType<typeof partsOf>) => (value: DateTimeOffset) => partsOf(value.ticks)[name]
const moved = (value: DateTimeOffset, ticks: bigint) => dateTimeOffset(value.ticks + ticks, value.offset)
const add = (unit: bigint) => (value: DateTimeOffset, amount: number) => moved(value, spanOf(amount, unit))
const floor = (value: bigint, unit: bigint) => value / unit - (value % unit < 0n ? 1n : 0n)

function fromUnix(value: bigint, unit: bigint): DateTimeOffset {
  const ticks = EPOCH + value * unit
  if (ticks < 0n || ticks > 3155378975999999999n) {
    fail(
      'ArgumentOutOfRangeException',
      'Valid values are between -62135596800 and 253402300799, inclusive.\nParameter name: seconds'
    )
  }
  return dateTimeOffset(ticks)
}

declare({
  name: 'System.DateTimeOffset',
  kind: 'struct',
  base: 'ValueType',
  implements: ['IComparable'],
  zero: () => dateTimeOffset(0n),
  members: {
    'new(DateTime value)': (value: DateTime) => dateTimeOffset(value.ticks),
    'new(DateTime value, TimeSpan offset)': (value: DateTime, offset: TimeSpan) =>
      dateTimeOffset(value.ticks, offset.ticks),
    'new(int year, int month, int day, int hour, int minute, int second, TimeSpan offset)': (
      y: number,
      mo: number,
      d: number,
      h: number,
      mi: number,
      s: number,
      offset: TimeSpan
    ) => dateTimeOffset(ticksOf(y, mo, d, h, mi, s), offset.ticks),
    'new()': () => dateTimeOffset(0n),
    'new(long ticks, TimeSpan offset)': (ticks: bigint, offset: TimeSpan) =>
      dateTimeOffset(ticks, offset.ticks),
    'new(int year, int month, int day, int hour, int minute, int second, int millisecond, TimeSpan offset)': (
      y: number,
      mo: number,
      d: number,
      h: number,
      mi: number,
      s: number,
      ms: number,
      offset: TimeSpan
    ) => dateTimeOffset(ticksOf(y, mo, d, h, mi, s, ms), offset.ticks),
    'static DateTimeOffset Parse(string text, System.IFormatProvider provider)': (text: string | null) =>
      parseOffset(required(text, 'input')),
    'static DateTimeOffset ParseExact(string text, string format, System.IFormatProvider provider)': (
      text: string | null,
      format: string | null
    ) => {
      const exact = parseExactDate(required(text, 'input'), required(format, 'format'))
      return dateTimeOffset(exact.ticks)
    },
    'static int Compare(DateTimeOffset a, DateTimeOffset b)': (a: DateTimeOffset, b: DateTimeOffset) =>
      compareObjects(a, b),
    'bool Equals(DateTimeOffset other)': (a: DateTimeOffset, b: DateTimeOffset) => utc(a) === utc(b),
    'bool EqualsExact(DateTimeOffset other)': (a: DateTimeOffset, b: DateTimeOffset) =>
      a.ticks === b.ticks && a.offset === b.offset,
    'DateTimeOffset ToLocalTime()': (value: DateTimeOffset) => dateTimeOffset(utc(value)),
    'DateTimeOffset AddTicks(long value)': moved,
    'DateTimeOffset Subtract(TimeSpan span)': (value: DateTimeOffset, span: TimeSpan) =>
      moved(value, -span.ticks),
    'int DayOfYear': part('dayOfYear'),
    'static DateTimeOffset Now': () => dateTimeOffset(fromMilliseconds(Date.now())),
    'static DateTimeOffset UtcNow': () => dateTimeOffset(fromMilliseconds(Date.now())),
    'static DateTimeOffset MinValue': () => dateTimeOffset(0n),
    'static DateTimeOffset MaxValue': () => dateTimeOffset(3155378975999999999n),
    'static DateTimeOffset FromUnixTimeSeconds(long value)': (value: bigint) => fromUnix(value, TICKS.second),
    'static DateTimeOffset FromUnixTimeMilliseconds(long value)': (value: bigint) =>
      fromUnix(value, TICKS.millisecond),
    'static DateTimeOffset Parse(string text)': (text: string | null) => parseOffset(required(text, 'input')),
    'static bool TryParse(string text, out DateTimeOffset result)': (
      text: string | null,
      out: (value: DateTimeOffset) => void
    ) => {
      try {
        out(parseOffset(required(text, 'input')))
        return true
      } catch {
        out(dateTimeOffset(0n))
        return false
      }
    },
    'long ToUnixTimeSeconds()': (value: DateTimeOffset) => floor(utc(value) - EPOCH, TICKS.second),
    'long ToUnixTimeMilliseconds()': (value: DateTimeOffset) => floor(utc(value) - EPOCH, TICKS.millisecond),
    'DateTime DateTime': (value: DateTimeOffset) => dateTime(value.ticks),
    'DateTime UtcDateTime': (value: DateTimeOffset) => dateTime(utc(value), 'Utc'),
    'DateTime LocalDateTime': (value: DateTimeOffset) => dateTime(utc(value), 'Local'),
    'DateTime Date': (value: DateTimeOffset) => dateTime((value.ticks / TICKS.day) * TICKS.day),
    'TimeSpan Offset': (value: DateTimeOffset) => timeSpan(value.offset),
    'TimeSpan TimeOfDay': (value: DateTimeOffset) => timeSpan(value.ticks % TICKS.day),
    'long Ticks': (value: DateTimeOffset) => value.ticks,
    'long UtcTicks': utc,
    'int Year': part('year'),
    'int Month': part('month'),
    'int Day': part('day'),
    'int Hour': part('hour'),
    'int Minute': part('minute'),
    'int Second': part('second'),
    'int Millisecond': part('millisecond'),
    'System.DayOfWeek DayOfWeek': part('dayOfWeek'),
    'DateTimeOffset ToUniversalTime()': (value: DateTimeOffset) => dateTimeOffset(utc(value)),
    'DateTimeOffset ToOffset(TimeSpan offset)': (value: DateTimeOffset, offset: TimeSpan) =>
      dateTimeOffset(utc(value) + offset.ticks, offset.ticks),
    'DateTimeOffset Add(TimeSpan span)': (value: DateTimeOffset, span: TimeSpan) => moved(value, span.ticks),
    'DateTimeOffset AddDays(double value)': add(TICKS.day),
    'DateTimeOffset AddHours(double value)': add(TICKS.hour),
    'DateTimeOffset AddMinutes(double value)': add(TICKS.minute),
    'DateTimeOffset AddSeconds(double value)': add(TICKS.second),
    'DateTimeOffset AddMilliseconds(double value)': add(TICKS.millisecond),
    'DateTimeOffset AddMonths(int value)': (value: DateTimeOffset, months: number) =>
      dateTimeOffset(addMonths(value.ticks, months), value.offset),
    'DateTimeOffset AddYears(int value)': (value: DateTimeOffset, years: number) =>
      dateTimeOffset(addMonths(value.ticks, years * 12), value.offset),
    'TimeSpan Subtract(DateTimeOffset other)': (value: DateTimeOffset, other: DateTimeOffset) =>
      timeSpan(utc(value) - utc(other)),
    'int CompareTo(DateTimeOffset other)': (value: DateTimeOffset, other: DateTimeOffset) =>
      compareObjects(value, other),
    'string ToString()': (value: DateTimeOffset) => formatDate(value, null),
    'string ToString(string format)': formatDate,
    'string ToString(string format, System.IFormatProvider culture)': formatDate,
    'static implicit operator DateTimeOffset(DateTime value)': (value: DateTime) =>
      dateTimeOffset(value.ticks),
    'static TimeSpan operator -(DateTimeOffset a, DateTimeOffset b)': (
      a: DateTimeOffset,
      b: DateTimeOffset
    ) => timeSpan(utc(a) - utc(b)),
    'static DateTimeOffset operator -(DateTimeOffset a, TimeSpan b)': (a: DateTimeOffset, b: TimeSpan) =>
      moved(a, -b.ticks),
    'static DateTimeOffset operator +(DateTimeOffset a, TimeSpan b)': (a: DateTimeOffset, b: TimeSpan) =>
      moved(a, b.ticks),
    ...comparisons('DateTimeOffset')
  }
})

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
