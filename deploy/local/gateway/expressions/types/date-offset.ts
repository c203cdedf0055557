import { declare } from '../model/declare.ts'

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
import { compareObjects } from '../run/equality.ts'
import { formatDate } from '../run/format-date.ts'
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
