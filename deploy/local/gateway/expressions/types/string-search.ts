import type { Code } from '../model/type.ts'
import { upper } from '../run/case.ts'
import { within } from '../run/text.ts'
import { type ArrayValue, fail, required } from '../run/value.ts'

const IGNORES = [1, 3, 5]

/** Folds a text so that a StringComparison becomes an ordinal comparison. Only case is folded. */
export function folded(comparison: number): (value: string) => string {
  if (comparison < 0 || comparison > 5)
    fail('ArgumentException', 'The string comparison type passed in is currently not supported.')
  return IGNORES.includes(comparison) ? upper : (value) => value
}

const char = (code: number) => String.fromCharCode(code)
const given = (text: string | null) => required(text, 'value')

/** The members of String that find a text in another. */
export const search: Record<string, Code> = {
  'bool Contains(string text)': (value: string, text: string | null) => value.includes(given(text)),
  'bool StartsWith(string text)': (value: string, text: string | null) => value.startsWith(given(text)),
  'bool StartsWith(string text, StringComparison comparison)': (
    value: string,
    text: string | null,
    how: number
  ) => folded(how)(value).startsWith(folded(how)(given(text))),
  'bool EndsWith(string text)': (value: string, text: string | null) => value.endsWith(given(text)),
  'bool EndsWith(string text, StringComparison comparison)': (
    value: string,
    text: string | null,
    how: number
  ) => folded(how)(value).endsWith(folded(how)(given(text))),
  'int IndexOf(string text)': (value: string, text: string | null) => first(value, text),
  'int IndexOf(string text, int start)': (value: string, text: string | null, start: number) =>
    first(value, text, start),
  'int IndexOf(string text, int start, int count)': (
    value: string,
    text: string | null,
    start: number,
    count: number
  ) => first(value, text, start, count),
  'int IndexOf(string text, StringComparison comparison)': (
    value: string,
    text: string | null,
    how: number
  ) => first(folded(how)(value), folded(how)(given(text))),
  'int IndexOf(string text, int start, StringComparison comparison)': (
    value: string,
    text: string | null,
    start: number,
    how: number
  ) => first(folded(how)(value), folded(how)(given(text)), start),
  'int IndexOf(char value)': (value: string, code: number) => first(value, char(code)),
  'int IndexOf(char value, int start)': (value: string, code: number, start: number) =>
    first(value, char(code), start),
  'int IndexOf(char value, int start, int count)': (
    value: string,
    code: number,
    start: number,
    count: number
  ) => first(value, char(code), start, count),
  'int IndexOfAny(char[] set)': (value: string, set: ArrayValue | null) => firstOfAny(value, set, 0),
  'int IndexOfAny(char[] set, int start)': firstOfAny,
  'int LastIndexOf(string text)': (value: string, text: string | null) => last(value, text),
  'int LastIndexOf(string text, int start)': (value: string, text: string | null, start: number) =>
    last(value, text, start),
  'int LastIndexOf(string text, int start, int count)': (
    value: string,
    text: string | null,
    start: number,
    count: number
  ) => last(value, text, start, count),
  'int LastIndexOf(string text, StringComparison comparison)': (
    value: string,
    text: string | null,
    how: number
  ) => last(folded(how)(value), folded(how)(given(text))),
  'int LastIndexOf(char value)': (value: string, code: number) => last(value, char(code)),
  'int LastIndexOf(char value, int start)': (value: string, code: number, start: number) =>
    last(value, char(code), start),
  'int LastIndexOfAny(char[] set)': (value: string, set: ArrayValue | null) => {
    const wanted = required(set, 'anyOf').items as number[]
    let at = value.length - 1
    while (at >= 0 && !wanted.includes(value.charCodeAt(at))) at--
    return at
  }
}

function first(value: string, text: string | null, start = 0, count = value.length - start): number {
  const wanted = given(text)
  within(value, start)
  if (count < 0 || start + count > value.length) badCount()
  const found = value.indexOf(wanted, start)
  return found + wanted.length <= start + count ? found : -1
}

function firstOfAny(value: string, set: ArrayValue | null, start: number): number {
  const wanted = required(set, 'anyOf').items as number[]
  let at = within(value, start)
  while (at < value.length && !wanted.includes(value.charCodeAt(at))) at++
  return at === value.length ? -1 : at
}

// A backward search: a match may not reach beyond the position where the search begins.
function last(value: string, text: string | null, start?: number, count?: number): number {
  const wanted = given(text)
  const from = start ?? value.length - 1
  if (value === '' && (from === -1 || from === 0)) return wanted === '' ? 0 : -1
  if (from < 0 || from > value.length) {
    return fail(
      'ArgumentOutOfRangeException',
      'Index was out of range. Must be non-negative and less than the size of the collection.\nParameter name: startIndex'
    )
  }
  const end = Math.min(from, value.length - 1)
  if (count !== undefined && (count < 0 || from - count + 1 < 0)) badCount()
  if (wanted === '') return end
  if (end - wanted.length + 1 < 0) return -1
  const found = value.lastIndexOf(wanted, end - wanted.length + 1)
  return count !== undefined && found < from - count + 1 ? -1 : found
}

function badCount(): never {
  return fail(
    'ArgumentOutOfRangeException',
    'Count must be positive and count must refer to a location within the string.\nParameter name: count'
  )
}
