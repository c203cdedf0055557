import { declare } from '../model/declare.ts'

import { fail } from '../run/value.ts'

const character = (code: number) => String.fromCharCode(code)
const test = (pattern: RegExp) => (code: number) => pattern.test(character(code))
const mapped = (map: (text: string) => string) => (code: number) => {
  const found = map(character(code))
  return found.length === 1 ? found.charCodeAt(0) : code
}

const classes: Record<string, RegExp> = {
  IsLetter: /\p{L}/u,
  IsDigit: /\p{Nd}/u,
  IsLetterOrDigit: /[\p{L}\p{Nd}]/u,
  IsWhiteSpace: /[\s\u0085]/u,
  IsUpper: /\p{Lu}/u,
  IsLower: /\p{Ll}/u,
  IsPunctuation: /\p{P}/u,
  IsSymbol: /\p{S}/u,
  IsControl: /\p{Cc}/u,
  IsNumber: /\p{N}/u
}

declare({
  name: 'System.Char',
  kind: 'struct',
  base: 'ValueType',
  implements: ['IComparable'],
  members: {
    'string ToString()': character,
    'static string ToString(char value)': character,
    'bool Equals(char other)': (value: number, other: number) => value === other,
    'int CompareTo(char other)': (value: number, other: number) => value - other,
    'static char ToUpper(char value)': mapped((text) => text.toUpperCase()),
    'static char ToLower(char value)': mapped((text) => text.toLowerCase()),
    'static char ToUpperInvariant(char value)': mapped((text) => text.toUpperCase()),
    'static char ToLowerInvariant(char value)': mapped((text) => text.toLowerCase()),
    'static double GetNumericValue(char value)': (code: number) =>
      code >= 48 && code <= 57 ? code - 48 : -1,
    'static char MaxValue': () => 0xffff,
    'static char MinValue': () => 0,
    'static char Parse(string text)': (text: string) =>
      text.length === 1
        ? text.charCodeAt(0)
        : fail('FormatException', 'String must be exactly one character long.'),
    ...Object.fromEntries(
      Object.entries(classes).map(([name, pattern]) => [`static bool ${name}(char value)`, test(pattern)])
    ),
    ...Object.fromEntries(
      Object.entries(classes).map(([name, pattern]) => [
        `static bool ${name}(string text, int index)`,
        (text: string, index: number) => pattern.test(text.charAt(index))
      ])
    )
  }
})

declare({
  name: 'System.Boolean',
  kind: 'struct',
  base: 'ValueType',
  implements: ['IComparable'],
  zero: () => false,
  members: {
    'string ToString()': (value: boolean) => (value ? 'True' : 'False'),
    'bool Equals(bool other)': (value: boolean, other: boolean) => value === other,
    'int CompareTo(bool other)': (value: boolean, other: boolean) => Number(value) - Number(other),
    'static string TrueString': () => 'True',
    'static string FalseString': () => 'False',
    'static bool Parse(string text)': (text: string | null) => {
      if (text === null) return fail('ArgumentNullException', 'Value cannot be null.\nParameter name: value')
      return parseBoolean(text) ?? fail('FormatException', 'String was not recognized as a valid Boolean.')
    },
    'static bool TryParse(string text, out bool result)': (
      text: string | null,
      out: (value: boolean) => void
    ) => {
      const found = text === null ? null : parseBoolean(text)
      out(found ?? false)
      return found !== null
    }
  }
})

/** `true` and `false` in any case, with space around. */
export function parseBoolean(text: string): boolean | null {
  const word = text.trim().toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : null
}
