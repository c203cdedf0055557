import { declare } from '../model/declare.ts'

import {
  type DateTime,
  dateTime,
  daysInMonth,
  fromMilliseconds,
  partsOf,
  TICKS,
  type TimeSpan,
  ticksOf,
  timeSpan
} from '../run/calendar.ts'
import { compareObjects } from '../run/equality.ts'
import { formatDate } from '../run/format-date.ts'
import { parseDate, parseExactDate } from '../run/parse-date.ts'
import { fail, required } from '../run/value.ts'

declare({
  name: 'System.DayOfWeek',
  kind: 'enum',
  values: { Sunday: 0, Monday: 1, Tuesday: 2, Wednesday: 3, Thursday: 4, Friday: 5, Saturday: 6 }
})
declare({ name: 'System.DateTimeKind', kind: 'enum', values: { Unspecified: 0, Utc: 1, Local: 2 } })
declare({
  name: 'System.Globalization.DateTimeStyles',
  kind: 'enum',
  values: { None: 0, AssumeLocal: 32, AssumeUniversal: 64, AdjustToUniversal: 16, RoundtripKind: 128 }
})

const kinds = ['Unspecified', 'Utc', 'Local'] as const

const part = (name: keyof ReturnType<typeof partsOf>) => (value: DateTime) => partsOf(value.ticks)[name]
const add = (unit: bigint) => (value: DateTime, amount: number) => moved(value, spanOf(amount, unit))
const moved = (value: DateTime, ticks: bigint) => dateTime(value.ticks + ticks, value.kind)
const now = (kind: DateTime['kind']) => () => dateTime(fromMilliseconds(Date.now()), kind)

/** The ticks of an amount, rounded to whole milliseconds as DateTime and TimeSpan of .NET Framework do. */
export function spanOf(amount: number, unit: bigint): bigint {
  const milliseconds = amount * Number(unit / TICKS.millisecond)
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 315_537_897_600_000 * 3) {
    return fail('ArgumentOutOfRangeException', 'Value to add was out of range.\nParameter name: value')
  }
  return BigInt(Math.trunc(milliseconds + (milliseconds >= 0 ? 0.5 : -0.5))) * TICKS.millisecond
}

/** The same day of another month, or that month's last day. */
export function addMonths(ticks: bigint, months: number): bigint {
  const at = partsOf(ticks)
  const index = at.year * 12 + at.month - 1 + months
  const [year, month] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1]
  if (year < 1 || year > 9999)
    fail(
      'ArgumentOutOfRangeException',
      'The added or subtracted value results in an un-representable DateTime.\nParameter name: months'
    )
  return ticksOf(year, month, Math.min(at.day, daysInMonth(year, month))) + (ticks % TICKS.day)
}

const compare = (test: (order: number) => boolean) => (a: DateTime, b: DateTime) => test(compareObjects(a, b))

declare({
  name: 'System.DateTime',
  kind: 'struct',
  base: 'ValueType',
  implements: ['IComparable'],
  zero: () => dateTime(0n),
  members: {
    'new(int year, int month, int day)': (year: number, month: number, day: number) =>
      dateTime(ticksOf(year, month, day)),
    'new(int year, int month, int day, int hour, int minute, int second)': (
      y: number,
      mo: number,
      d: number,
      h: number,
      mi: number,
      s: number
    ) => dateTime(ticksOf(y, mo, d, h, mi, s)),
    'new(int year, int month, int day, int hour, int minute, int second, System.DateTimeKind kind)': (
      y: number,
      mo: number,
      d: number,
      h: number,
      mi: number,
      s: number,
      kind: number
    ) => dateTime(ticksOf(y, mo, d, h, mi, s), kinds[kind]),
    'new(int year, int month, int day, int hour, int minute, int second, int millisecond)': (
      y: number,
      mo: number,
      d: number,
      h: number,
      mi: number,
      s: number,
      ms: number
    ) => dateTime(ticksOf(y, mo, d, h, mi, s, ms)),
    'new(int year, int month, int day, int hour, int minute, int second, int millisecond, System.DateTimeKind kind)':
      (y: number, mo: number, d: number, h: number, mi: number, s: number, ms: number, kind: number) =>
        dateTime(ticksOf(y, mo, d, h, mi, s, ms), kinds[kind]),
    'new(long ticks)': (ticks: bigint) => dateTime(ticks),
    'new(long ticks, System.DateTimeKind kind)': (ticks: bigint, kind: number) =>
      dateTime(ticks, kinds[kind]),
    'static DateTime Now': now('Local'),
    'static DateTime UtcNow': now('Utc'),
    'static DateTime Today': () => dateTime((fromMilliseconds(Date.now()) / TICKS.day) * TICKS.day, 'Local'),
    'static DateTime MinValue': () => dateTime(0n),
    'static DateTime MaxValue': () => dateTime(3155378975999999999n),
    'static int DaysInMonth(int year, int month)': daysInMonth,
    'static bool IsLeapYear(int year)': (year: number) => daysInMonth(year, 2) === 29,
    'static DateTime Parse(string text)': (text: string | null) => parseDate(required(text, 's')),
    'static DateTime Parse(string text, System.IFormatProvider culture)': (text: string | null) =>
      parseDate(required(text, 's')),
    'static DateTime Parse(string text, System.IFormatProvider culture, System.Globalization.DateTimeStyles styles)':
      (text: string | null, _: null, styles: number) => parseDate(required(text, 's'), styles),
    'static DateTime ParseExact(string text, string format, System.IFormatProvider culture)': (
      text: string | null,
      format: string
    ) => parseExactDate(required(text, 's'), format),
    'int Year': part('year'),
    'int Month': part('month'),
    'int Day': part('day'),
    'int Hour': part('hour'),
    'int Minute': part('minute'),
    'int Second': part('second'),
    'int Millisecond': part('millisecond'),
    'int DayOfYear': part('dayOfYear'),
    'System.DayOfWeek DayOfWeek': part('dayOfWeek'),
    'long Ticks': (value: DateTime) => value.ticks,
    'DateTime Date': (value: DateTime) => dateTime((value.ticks / TICKS.day) * TICKS.day, value.kind),
    'TimeSpan TimeOfDay': (value: DateTime) => timeSpan(value.ticks % TICKS.day),
    'DateTime Add(TimeSpan span)': (value: DateTime, span: TimeSpan) => moved(value, span.ticks),
    'DateTime AddDays(double value)': add(TICKS.day),
    'DateTime AddHours(double value)': add(TICKS.hour),
    'DateTime AddMinutes(double value)': add(TICKS.minute),
    'DateTime AddSeconds(double value)': add(TICKS.second),
    'DateTime AddMilliseconds(double value)': add(TICKS.millisecond),
    'DateTime AddTicks(long value)': moved,
    'DateTime AddMonths(int value)': (value: DateTime, months: number) =>
      dateTime(addMonths(value.ticks, months), value.kind),
    'DateTime AddYears(int value)': (value: DateTime, years: number) =>
      dateTime(addMonths(value.ticks, years * 12), value.kind),
    'TimeSpan Subtract(DateTime other)': (value: DateTime, other: DateTime) =>
      timeSpan(value.ticks - other.ticks),
    'DateTime Subtract(TimeSpan span)': (value: DateTime, span: TimeSpan) => moved(value, -span.ticks),
    'bool IsDaylightSavingTime()': () => false,
    'int CompareTo(DateTime other)': (value: DateTime, other: DateTime) => compareObjects(value, other),
    'bool Equals(DateTime other)': compare((order) => order === 0),
    'string ToString()': (value: DateTime) => formatDate(value, null),
    'string ToString(string format)': formatDate,
    'string ToString(System.IFormatProvider culture)': (value: DateTime) => formatDate(value, null),
    'string ToString(string format, System.IFormatProvider culture)': formatDate,
    'static TimeSpan operator -(DateTime a, DateTime b)': (a: DateTime, b: DateTime) =>
      timeSpan(a.ticks - b.ticks),
    'static DateTime operator -(DateTime a, TimeSpan b)': (a: DateTime, b: TimeSpan) => moved(a, -b.ticks),
    'static DateTime operator +(DateTime a, TimeSpan b)': (a: DateTime, b: TimeSpan) => moved(a, b.ticks),
    ...comparisons('DateTime')
  }
})

/** The comparison operators of a type that has an order. */
export function comparisons(name: string) {
  const tests: Record<string, (order: number) => boolean> = {
    '==': (order) => order === 0,
    '!=': (order) => order !== 0,
    '<': (order) => order < 0,
    '>': (order) => order > 0,
    '<=': (order) => order <= 0,
    '>=': (order) => order >= 0
  }
  return Object.fromEntries(
    Object.entries(tests).map(([operator, test]) => [
      `static bool operator ${operator}(${name} a, ${name} b)`,
      compare(test)
    ])
  )
}
