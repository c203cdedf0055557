import { declare } from '../model/declare.ts'
import { type as named, type Type } from '../model/type.ts'
import { compareOrdinal, compareText } from '../run/equality.ts'
import { composite, text } from '../run/format.ts'
import { bounded } from '../run/meter.ts'
import { iterate } from '../run/sequence.ts'
import { join, joined, repeat, replace, separators, split, substring, trim, within } from '../run/text.ts'
import { type ArrayValue, array, fail, required } from '../run/value.ts'

const IGNORES = [1, 3, 5]

/** StringComparison as a way to fold a text; ordinal but for case. */
export function folded(comparison: number): (value: string) => string {
  return IGNORES.includes(comparison) ? (value) => value.toUpperCase() : (value) => value
}

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
    'string ToUpper()': (value: string) => value.toUpperCase(),
    'string ToLower()': (value: string) => value.toLowerCase(),
    'string ToUpperInvariant()': (value: string) => value.toUpperCase(),
    'string ToLowerInvariant()': (value: string) => value.toLowerCase(),
    'string ToString()': (value: string) => value,
    'string Trim()': (value: string) => trim(value, null, true, true),
    'string Trim(params char[] set)': (value: string, set: ArrayValue) => trim(value, set, true, true),
    'string TrimStart(params char[] set)': (value: string, set: ArrayValue) => trim(value, set, true, false),
    'string TrimEnd(params char[] set)': (value: string, set: ArrayValue) => trim(value, set, false, true),
    'string PadLeft(int width)': (value: string, width: number) => value.padStart(bounded(width)),
    'string PadLeft(int width, char fill)': (value: string, width: number, fill: number) =>
      value.padStart(bounded(width), char(fill)),
    'string PadRight(int width)': (value: string, width: number) => value.padEnd(bounded(width)),
    'string PadRight(int width, char fill)': (value: string, width: number, fill: number) =>
      value.padEnd(bounded(width), char(fill)),
    'bool Contains(string text)': (value: string, text: string) => value.includes(required(text, 'value')),
    'bool StartsWith(string text)': (value: string, text: string) =>
      value.startsWith(required(text, 'value')),
    'bool StartsWith(string text, StringComparison comparison)': (value: string, text: string, how: number) =>
      folded(how)(value).startsWith(folded(how)(required(text, 'value'))),
    'bool EndsWith(string text)': (value: string, text: string) => value.endsWith(required(text, 'value')),
    'bool EndsWith(string text, StringComparison comparison)': (value: string, text: string, how: number) =>
      folded(how)(value).endsWith(folded(how)(required(text, 'value'))),
    'int IndexOf(string text)': (value: string, text: string) => value.indexOf(required(text, 'value')),
    'int IndexOf(string text, int start)': (value: string, text: string, start: number) =>
      value.indexOf(required(text, 'value'), within(value, start)),
    'int IndexOf(string text, StringComparison comparison)': (value: string, text: string, how: number) =>
      folded(how)(value).indexOf(folded(how)(required(text, 'value'))),
    'int IndexOf(string text, int start, StringComparison comparison)': (
      value: string,
      text: string,
      start: number,
      how: number
    ) => folded(how)(value).indexOf(folded(how)(required(text, 'value')), within(value, start)),
    'int IndexOf(char value)': (value: string, code: number) => value.indexOf(char(code)),
    'int IndexOf(char value, int start)': (value: string, code: number, start: number) =>
      value.indexOf(char(code), within(value, start)),
    'int IndexOfAny(char[] set)': (value: string, set: ArrayValue) =>
      [...value].findIndex((each) => (set.items as number[]).includes(each.charCodeAt(0))),
    'int LastIndexOf(string text)': (value: string, text: string) =>
      value.lastIndexOf(required(text, 'value')),
    'int LastIndexOf(char value)': (value: string, code: number) => value.lastIndexOf(char(code)),
    'char[] ToCharArray()': (value: string) =>
      array(
        named('System.Char'),
        Array.from({ length: value.length }, (_, at) => value.charCodeAt(at))
      ),
    'string[] Split(params char[] separators)': (value: string, set: ArrayValue) =>
      split(value, separators(set, true), -1, 0),
    'string[] Split(char[] separators, int count)': (value: string, set: ArrayValue | null, count: number) =>
      split(value, separators(set, true), count, 0),
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
    ) => split(value, separators(set, true), count, options),
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
    ) => split(value, separators(set, false), count, options),
    'bool Equals(string other)': (value: string, other: string | null) => value === other,
    'bool Equals(string other, StringComparison comparison)': (
      value: string,
      other: string | null,
      how: number
    ) => other !== null && folded(how)(value) === folded(how)(other),
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
    'static int CompareOrdinal(string a, string b)': (a: string | null, b: string | null) => compare(a, b, 4),
    'static bool IsNullOrEmpty(string value)': (value: string | null) => value === null || value === '',
    'static bool IsNullOrWhiteSpace(string value)': (value: string | null) =>
      value === null || value.trim() === '',
    'static string Concat(params string[] values)': (values: ArrayValue) =>
      values.items.map((each) => each ?? '').join(''),
    'static string Concat(params object[] values)': (values: ArrayValue) => values.items.map(text).join(''),
    'static string Concat<T>(System.Collections.Generic.IEnumerable<T> values)': (
      values: unknown,
      types: Type[]
    ) => join('', values, types),
    'static string Join(string separator, params string[] values)': (
      separator: string | null,
      values: ArrayValue
    ) =>
      joined(
        values.items.map((each) => (each as string | null) ?? ''),
        separator
      ),
    'static string Join(string separator, params object[] values)': (
      separator: string | null,
      values: ArrayValue
    ) => joined(values.items.map(text), separator),
    'static string Join(string separator, System.Collections.Generic.IEnumerable<string> values)': (
      separator: string | null,
      values: unknown
    ) =>
      joined(
        [...iterate(values)].map((each) => (each as string | null) ?? ''),
        separator
      ),
    'static string Join<T>(string separator, System.Collections.Generic.IEnumerable<T> values)': join,
    'static string Format(string pattern, params object[] values)': (
      pattern: string | null,
      values: ArrayValue
    ) => composite(required(pattern, 'format'), values.items),
    'static string Format(System.Globalization.CultureInfo culture, string pattern, params object[] values)':
      (_: null, pattern: string | null, values: ArrayValue) =>
        composite(required(pattern, 'format'), values.items)
  }
})
