import { declare } from '../model/declare.ts'
import { type as named, type Type } from '../model/type.ts'
import { lower, upper } from '../run/case.ts'
import { compareOrdinal, compareText, compareToObject } from '../run/equality.ts'

import { composite, text } from '../run/format.ts'
import { bounded } from '../run/meter.ts'
import { iterate } from '../run/sequence.ts'
import { isWhite, join, joined, repeat, replace, separators, split, substring, trim } from '../run/text.ts'
import { type ArrayValue, array, fail, required } from '../run/value.ts'
import { folded, search } from './string-search.ts'

function compare(a: string | null, b: string | null, comparison: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  const fold = folded(comparison)
  return comparison >= 4 ? compareOrdinal(fold(a), fold(b)) : compareText(fold(a), fold(b))
}

declare({
  name: 'System.StringComparison',
  kind: 'enum',
  values: {
    CurrentCulture: 0,
    CurrentCultureIgnoreCase: 1,
    InvariantCulture: 2,
    InvariantCultureIgnoreCase: 3,
    Ordinal: 4,
    OrdinalIgnoreCase: 5
  }
})
declare({ name: 'System.StringSplitOptions', kind: 'enum', values: { None: 0, RemoveEmptyEntries: 1 } })

const char = (code: number) => String.fromCharCode(code)

declare({
  name: 'System.String',
  implements: ['System.Collections.Generic.IEnumerable<char>', 'IComparable'],
  members: {
    'new(char value, int count)': (code: number, count: number) => repeat(char(code), count),
    'new(char[] value, int start, int length)': (value: ArrayValue | null, start: number, length: number) =>
      substring((required(value, 'value').items as number[]).map(char).join(''), start, length),
    'new(char[] value)': (value: ArrayValue | null) =>
      (value?.items as number[] | undefined)?.map(char).join('') ?? '',
    'static string Empty': () => '',
    'int Length': (value: string) => value.length,
    'char this[int index]': (value: string, index: number) =>
      index >= 0 && index < value.length
        ? value.charCodeAt(index)
        : fail('IndexOutOfRangeException', 'Index was outside the bounds of the array.'),
    'string Substring(int start)': (value: string, start: number) =>
      substring(value, start, value.length - start),
    'string Substring(int start, int length)': substring,
    'string Remove(int start)': (value: string, start: number) => substring(value, 0, start),
    'string Remove(int start, int count)': (value: string, start: number, count: number) =>
      value.replace(substring(value, start, count), '') && value.slice(0, start) + value.slice(start + count),
    'string Insert(int start, string text)': (value: string, start: number, text: string) =>
      substring(value, 0, start) + required(text, 'value') + value.slice(start),
    'string Replace(string from, string to)': replace,
    'string Replace(char from, char to)': (value: string, from: number, to: number) =>
      value.replaceAll(char(from), () => char(to)),
    'string ToUpper()': (value: string) => upper(value),
    'string ToLower()': (value: string) => lower(value),
    'string ToUpperInvariant()': (value: string) => upper(value),
    'string ToLowerInvariant()': (value: string) => lower(value),
    'string ToString()': (value: string) => value,
    'string Trim()': (value: string) => trim(value, null, true, true),
    'string Trim(params char[] set)': (value: string, set: ArrayValue) => trim(value, set, true, true),
    'string TrimStart(params char[] set)': (value: string, set: ArrayValue) => trim(value, set, true, false),
    'string TrimEnd(params char[] set)': (value: string, set: ArrayValue) => trim(value, set, false, true),
    'string PadLeft(int width)': (value: string, width: number) => value.padStart(bounded(widthOf(width))),
    'string PadLeft(int width, char fill)': (value: string, width: number, fill: number) =>
      value.padStart(bounded(widthOf(width)), char(fill)),
    'string PadRight(int width)': (value: string, width: number) => value.padEnd(bounded(widthOf(width))),
    'string PadRight(int width, char fill)': (value: string, width: number, fill: number) =>
      value.padEnd(bounded(widthOf(width)), char(fill)),
    ...search,
    'object Clone()': (value: string) => value,
    'string Normalize()': (value: string) => value.normalize('NFC'),
    'bool IsNormalized()': (value: string) => value === value.normalize('NFC'),
    'static string Copy(string value)': (value: string | null) => required(value, 'str'),
    'static string Intern(string value)': (value: string | null) => required(value, 'str'),
    'char[] ToCharArray(int start, int length)': (value: string, start: number, length: number) => {
      const piece = substring(value, start, length)
      return array(
        named('System.Char'),
        Array.from({ length }, (_, at) => piece.charCodeAt(at))
      )
    },
    'char[] ToCharArray()': (value: string) =>
      array(
        named('System.Char'),
        Array.from({ length: value.length }, (_, at) => value.charCodeAt(at))
      ),
    'string[] Split(params char[] separators)': (value: string, set: ArrayValue) =>
      split(value, separators(set, true), -1, 0),
    'string[] Split(char[] separators, int count)': (value: string, set: ArrayValue | null, count: number) =>
      split(value, separators(set, true), counted(count), 0),
    'string[] Split(char[] separators, StringSplitOptions options)': (
      value: string,
      set: ArrayValue | null,
      options: number
    ) => split(value, separators(set, true), -1, options),
    'string[] Split(char[] separators, int count, StringSplitOptions options)': (
      value: string,
      set: ArrayValue | null,
      count: number,
      options: number
    ) => split(value, separators(set, true), counted(count), options),
    'string[] Split(string[] separators, StringSplitOptions options)': (
      value: string,
      set: ArrayValue | null,
      options: number
    ) => split(value, separators(set, false), -1, options),
    'string[] Split(string[] separators, int count, StringSplitOptions options)': (
      value: string,
      set: ArrayValue | null,
      count: number,
      options: number
    ) => split(value, separators(set, false), counted(count), options),
    'bool Equals(string other)': (value: string, other: string | null) => value === other,
    'bool Equals(string other, StringComparison comparison)': (
      value: string,
      other: string | null,
      how: number
    ) => other !== null && folded(how)(value) === folded(how)(other),
    'int CompareTo(object other)': (value: string, other: unknown) =>
      compareToObject(named('System.String'))(value, other),
    'int CompareTo(string other)': (value: string, other: string | null) => compare(value, other, 0),
    'static bool Equals(string a, string b)': (a: string | null, b: string | null) => a === b,
    'static bool Equals(string a, string b, StringComparison comparison)': (
      a: string | null,
      b: string | null,
      how: number
    ) => (a === null || b === null ? a === b : folded(how)(a) === folded(how)(b)),
    'static int Compare(string a, string b)': (a: string | null, b: string | null) => compare(a, b, 0),
    'static int Compare(string a, string b, bool ignoreCase)': (
      a: string | null,
      b: string | null,
      ignore: boolean
    ) => compare(a, b, ignore ? 1 : 0),
    'static int Compare(string a, string b, StringComparison comparison)': compare,
    'static int Compare(string a, int from, string b, int start, int length)': (
      a: string | null,
      from: number,
      b: string | null,
      start: number,
      length: number
    ) => compare(a?.slice(from, from + length) ?? null, b?.slice(start, start + length) ?? null, 0),
    'static int CompareOrdinal(string a, string b)': (a: string | null, b: string | null) => compare(a, b, 4),
    'static bool IsNullOrEmpty(string value)': (value: string | null) => value === null || value === '',
    'static bool IsNullOrWhiteSpace(string value)': (value: string | null) =>
      value === null || [...value].every((each) => isWhite(each.charCodeAt(0))),
    'static string Concat(params string[] values)': (values: ArrayValue | null) =>
      joined(texts(values, 'values'), ''),
    'static string Concat(params object[] values)': (values: ArrayValue | null) =>
      joined(objects(values, 'args'), ''),
    'static string Concat<T>(System.Collections.Generic.IEnumerable<T> values)': (
      values: unknown,
      types: Type[]
    ) => join('', values, types),
    'static string Join(string separator, string[] values, int start, int count)': (
      separator: string | null,
      values: ArrayValue | null,
      start: number,
      count: number
    ) => {
      const all = texts(values, 'value')
      if (start < 0 || count < 0 || start + count > all.length)
        fail('ArgumentOutOfRangeException', 'Index and count must refer to a location within the buffer.')
      return joined(all.slice(start, start + count), separator)
    },
    'static string Join(string separator, params string[] values)': (
      separator: string | null,
      values: ArrayValue | null
    ) => joined(texts(values, 'value'), separator),
    'static string Join(string separator, params object[] values)': (
      separator: string | null,
      values: ArrayValue | null
    ) => joined(objects(values, 'values'), separator),
    'static string Join(string separator, System.Collections.Generic.IEnumerable<string> values)': (
      separator: string | null,
      values: unknown
    ) =>
      joined(
        [...iterate(required(values, 'values'))].map((each) => (each as string | null) ?? ''),
        separator
      ),
    'static string Join<T>(string separator, System.Collections.Generic.IEnumerable<T> values)': join,
    'static string Format(string pattern, params object[] values)': (
      pattern: string | null,
      values: ArrayValue | null
    ) => composite(required(pattern, 'format'), required(values, 'args').items),
    'static string Format(System.IFormatProvider culture, string pattern, params object[] values)': (
      _: null,
      pattern: string | null,
      values: ArrayValue
    ) => composite(required(pattern, 'format'), required(values, 'args').items)
  }
})

const texts = (values: ArrayValue | null, name: string) =>
  required(values, name).items.map((each) => (each as string | null) ?? '')
const objects = (values: ArrayValue | null, name: string) => required(values, name).items.map(text)

const widthOf = (width: number) =>
  width >= 0
    ? width
    : fail('ArgumentOutOfRangeException', 'Non-negative number required.\nParameter name: totalWidth')

// Inside this interpreter, -1 means no limit. C# refuses it.
const counted = (count: number) => (count === -1 ? -2 : count)
