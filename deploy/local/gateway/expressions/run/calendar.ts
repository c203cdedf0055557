import { type Type, type } from '../model/type.ts'
import { fail } from './value.ts'

/** A C# DateTime. Local time is UTC, as in API Management. */
export interface DateTime {
  readonly type: Type
  readonly ticks: bigint
  readonly kind: 'Unspecified' | 'Utc' | 'Local'
}

/** A C# DateTimeOffset: local ticks, and their offset from UTC in ticks. */
export interface DateTimeOffset {
  readonly type: Type
  readonly ticks: bigint
  readonly offset: bigint
}

/** A duration in ticks of 100 ns. */
export interface TimeSpan {
  readonly type: Type
  readonly ticks: bigint
}

/** The number of ticks of 100 ns in each unit. */
export const TICKS = {
  millisecond: 10_000n,
  second: 10_000_000n,
  minute: 600_000_000n,
  hour: 36_000_000_000n,
  day: 864_000_000_000n
}
/** The ticks of 1970-01-01, counted from the year 1. */
export const EPOCH = 621_355_968_000_000_000n
/** The last tick of the year 9999. */
export const MAX_TICKS = 3_155_378_975_999_999_999n

/** Throws ArgumentOutOfRangeException outside the years 1 to 9999. */
export function dateTime(ticks: bigint, kind: DateTime['kind'] = 'Unspecified'): DateTime {
  if (ticks < 0n || ticks > MAX_TICKS) {
    fail(
      'ArgumentOutOfRangeException',
      'The added or subtracted value results in an un-representable DateTime.\nParameter name: value'
    )
  }
  return { type: type('System.DateTime'), ticks, kind }
}

/** Throws for an offset that is not in whole minutes, or is over 14 hours. */
export function dateTimeOffset(ticks: bigint, offset = 0n): DateTimeOffset {
  if (offset % TICKS.minute !== 0n)
    fail('ArgumentException', 'Offset must be specified in whole minutes.\nParameter name: offset')
  if (offset > 14n * TICKS.hour || offset < -14n * TICKS.hour)
    fail(
      'ArgumentOutOfRangeException',
      'Offset must be within plus or minus 14 hours.\nParameter name: offset'
    )
  dateTime(ticks - offset)
  return { type: type('System.DateTimeOffset'), ticks: dateTime(ticks).ticks, offset }
}

/** Throws OverflowException beyond 64 bits. */
export function timeSpan(ticks: bigint): TimeSpan {
  if (BigInt.asIntN(64, ticks) !== ticks)
    fail('OverflowException', 'TimeSpan overflowed because the duration is too long.')
  return { type: type('System.TimeSpan'), ticks }
}

/** The ticks of a time in milliseconds since 1970. */
export const fromMilliseconds = (milliseconds: number) =>
  EPOCH + BigInt(Math.trunc(milliseconds)) * TICKS.millisecond

/** The ticks of a date from its parts. Throws ArgumentOutOfRangeException. */
export function ticksOf(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  milliseconds = 0
): bigint {
  const valid =
    year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
  if (!valid)
    fail(
      'ArgumentOutOfRangeException',
      'Year, Month, and Day parameters describe an un-representable DateTime.'
    )
  if (!(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60)) {
    fail(
      'ArgumentOutOfRangeException',
      'Hour, Minute, and Second parameters describe an un-representable DateTime.'
    )
  }
  if (milliseconds < 0 || milliseconds > 999)
    fail(
      'ArgumentOutOfRangeException',
      'Valid values are between 0 and 999, inclusive.\nParameter name: millisecond'
    )
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second, milliseconds)
  return fromMilliseconds(date.getTime())
}

export function daysInMonth(year: number, month: number): number {
  if (month < 1 || month > 12)
    fail('ArgumentOutOfRangeException', 'Month must be between one and twelve.\nParameter name: month')
  const date = new Date(0)
  date.setUTCFullYear(year, month, 0)
  return date.getUTCDate()
}

/** The parts of a date. Months and days begin at 1; 0 is Sunday. */
export interface DateParts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millisecond: number
  dayOfWeek: number
  dayOfYear: number
  /** The ticks within the second. */
  fraction: number
}

/** The parts of a date, in the zone in which its ticks are given. */
export function partsOf(ticks: bigint): DateParts {
  const date = new Date(
    Number((ticks - EPOCH) / TICKS.millisecond - ((ticks - EPOCH) % TICKS.millisecond < 0n ? 1n : 0n))
  )
  const year = date.getUTCFullYear()
  const start = new Date(0)
  start.setUTCFullYear(year, 0, 1)
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
    dayOfWeek: date.getUTCDay(),
    dayOfYear: Math.floor((date.getTime() - start.getTime()) / 86_400_000) + 1,
    fraction: Number(ticks % TICKS.second)
  }
}
