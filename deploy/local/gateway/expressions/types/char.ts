import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { lowerCode, upperCode } from '../run/case.ts'
import { compareToObject } from '../run/equality.ts'
import { isWhite } from '../run/text.ts'
import { fail, required } from '../run/value.ts'

const character = (code: number) => String.fromCharCode(code)
const test = (pattern: RegExp) => (code: number) => pattern.test(character(code))
const classes: Record<string, RegExp> = {
  IsLetter: /\p{L}/u,
  IsDigit: /\p{Nd}/u,
  IsLetterOrDigit: /[\p{L}\p{Nd}]/u,
  IsUpper: /\p{Lu}/u,
  IsLower: /\p{Ll}/u,
  IsPunctuation: /\p{P}/u,
  IsSymbol: /\p{S}/u,
  IsControl: /\p{Cc}/u,
  IsNumber: /\p{N}/u,
  IsSeparator: /\p{Z}/u,
  IsSurrogate: /[\ud800-\udfff]/,
  IsHighSurrogate: /[\ud800-\udbff]/,
  IsLowSurrogate: /[\udc00-\udfff]/
}

const tests: Record<string, (code: number) => boolean> = {
  IsWhiteSpace: isWhite,
  ...Object.fromEntries(Object.entries(classes).map(([name, pattern]) => [name, test(pattern)]))
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
    'int CompareTo(object other)': (value: unknown, other: unknown) =>
      compareToObject(type('System.Char'))(value, other),
    'int CompareTo(char other)': (value: number, other: number) => value - other,
    'static char ToUpper(char value)': upperCode,
    'static char ToLower(char value)': lowerCode,
    'static char ToUpperInvariant(char value)': upperCode,
    'static char ToLowerInvariant(char value)': lowerCode,
    'static double GetNumericValue(char value)': (code: number) =>
      code >= 48 && code <= 57 ? code - 48 : -1,
    'static char MaxValue': () => 0xffff,
    'static char MinValue': () => 0,
    'static char Parse(string text)': (text: string) =>
      text.length === 1
        ? text.charCodeAt(0)
        : fail('FormatException', 'String must be exactly one character long.'),
    'static bool TryParse(string text, out char result)': (
      text: string | null,
      out: (code: number) => void
    ) => {
      const isOne = text?.length === 1
      out(isOne ? text.charCodeAt(0) : 0)
      return isOne
    },
    'static int ConvertToUtf32(char high, char low)': (high: number, low: number) =>
      character(high).concat(character(low)).codePointAt(0),
    'static string ConvertFromUtf32(int code)': (code: number) => String.fromCodePoint(code),
    ...Object.fromEntries(
      Object.entries(tests).flatMap(([name, each]) => [
        [`static bool ${name}(char value)`, each],
        [
          `static bool ${name}(string text, int index)`,
          (text: string | null, index: number) => each(codeAt(text, index))
        ]
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
    'int CompareTo(object other)': (value: unknown, other: unknown) =>
      compareToObject(type('System.Boolean'))(value, other),
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

/** `bool.Parse`: reads `true` and `false` in any case, with white space around them. Null for any other text. */
export function parseBoolean(text: string): boolean | null {
  const word = text.trim().toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : null
}

function codeAt(text: string | null, index: number): number {
  const given = required(text, 's')
  return index >= 0 && index < given.length
    ? given.charCodeAt(index)
    : fail(
        'ArgumentOutOfRangeException',
        'Specified argument was out of the range of valid values.\nParameter name: index'
      )
}
