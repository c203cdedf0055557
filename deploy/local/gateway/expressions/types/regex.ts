import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { translate } from '../run/regex-translate.ts'
import { fail, required } from '../run/value.ts'
import {
  all,
  type Capture,
  capture,
  expand,
  type Match,
  match,
  type Regex,
  replace,
  replaceBy,
  split
} from './regex-match.ts'

const ns = 'System.Text.RegularExpressions'

declare({
  name: `${ns}.RegexOptions`,
  kind: 'enum',
  values: {
    None: 0,
    IgnoreCase: 1,
    Multiline: 2,
    ExplicitCapture: 4,
    Compiled: 8,
    Singleline: 16,
    IgnorePatternWhitespace: 32,
    CultureInvariant: 512
  }
})

const make = (pattern: string | null, options = 0): Regex => ({
  type: type(`${ns}.Regex`),
  pattern: translate(required(pattern, 'pattern'), options)
})
const S = 'string input, string pattern'
const O = `${S}, ${ns}.RegexOptions options`

declare({
  name: `${ns}.Regex`,
  members: {
    'new(string pattern)': (pattern: string) => make(pattern),
    [`new(string pattern, ${ns}.RegexOptions options)`]: make,
    'bool IsMatch(string input)': (self: Regex, input: string) => match(self, input).success,
    'Match Match(string input)': match,
    'MatchCollection Matches(string input)': all,
    'string Replace(string input, string replacement)': replace,
    'string Replace(string input, Func<Match, string> evaluator)': replaceBy,
    'string[] Split(string input)': split,
    'string ToString()': (self: Regex) => self.pattern.source,
    [`static bool IsMatch(${S})`]: (input: string, pattern: string) => match(make(pattern), input).success,
    [`static bool IsMatch(${O})`]: (input: string, pattern: string, options: number) =>
      match(make(pattern, options), input).success,
    [`static Match Match(${S})`]: (input: string, pattern: string) => match(make(pattern), input),
    [`static Match Match(${O})`]: (input: string, pattern: string, options: number) =>
      match(make(pattern, options), input),
    [`static MatchCollection Matches(${S})`]: (input: string, pattern: string) => all(make(pattern), input),
    [`static MatchCollection Matches(${O})`]: (input: string, pattern: string, options: number) =>
      all(make(pattern, options), input),
    [`static string Replace(${S}, string replacement)`]: (
      input: string,
      pattern: string,
      replacement: string
    ) => replace(make(pattern), input, replacement),
    [`static string Replace(${S}, string replacement, ${ns}.RegexOptions options)`]: (
      input: string,
      pattern: string,
      replacement: string,
      options: number
    ) => replace(make(pattern, options), input, replacement),
    [`static string Replace(${S}, Func<Match, string> evaluator)`]: (
      input: string,
      pattern: string,
      evaluator: (found: Match) => string
    ) => replaceBy(make(pattern), input, evaluator),
    [`static string[] Split(${S})`]: (input: string, pattern: string) => split(make(pattern), input),
    [`static string[] Split(${O})`]: (input: string, pattern: string, options: number) =>
      split(make(pattern, options), input),
    'static string Escape(string text)': (text: string | null) =>
      required(text, 'str')
        .replace(/[\\*+?|{[()^$.# ]/g, '\\$&')
        .replace(/\n/g, '\\n')
        .replace(/\r/g, '\\r')
        .replace(/\t/g, '\\t'),
    'static string Unescape(string text)': (text: string | null) =>
      required(text, 'str').replace(
        /\\(.)/g,
        (_, each: string) => ({ n: '\n', r: '\r', t: '\t' })[each] ?? each
      )
  }
})

const reading = {
  'int Index': (self: Capture) => self.index,
  'int Length': (self: Capture) => self.value.length,
  'string Value': (self: Capture) => self.value,
  'string ToString()': (self: Capture) => self.value
}
const text = (self: Capture) => self.value

declare({ name: `${ns}.Capture`, text, members: reading })
declare({
  name: `${ns}.Group`,
  base: `${ns}.Capture`,
  text,
  members: { 'bool Success': (self: Capture) => self.success }
})
declare({
  name: `${ns}.Match`,
  base: `${ns}.Group`,
  text,
  members: {
    'static Match Empty': () => match(make('(?!)'), ''),
    'GroupCollection Groups': (self: Match) => ({ type: type(`${ns}.GroupCollection`), groups: self.groups }),
    'Match NextMatch()': (self: Match) =>
      match(self.regex, self.input, self.index + Math.max(1, self.value.length)),
    'string Result(string replacement)': (self: Match, replacement: string) => expand(self, replacement)
  }
})
declare({
  name: `${ns}.GroupCollection`,
  members: {
    'int Count': (self: { groups: Map<string, Capture> }) =>
      [...self.groups.keys()].filter((each) => /^\d+$/.test(each)).length,
    'Group this[int index]': (self: { groups: Map<string, Capture> }, at: number) =>
      self.groups.get(String(at)) ?? capture('Group', undefined, 0),
    'Group this[string name]': (self: { groups: Map<string, Capture> }, name: string) =>
      self.groups.get(name) ?? capture('Group', undefined, 0)
  }
})
declare({
  name: `${ns}.MatchCollection`,
  implements: [`IEnumerable<${ns}.Match>`],
  members: {
    'int Count': (self: { items: Match[] }) => self.items.length,
    'Match this[int index]': (self: { items: Match[] }, at: number) =>
      self.items[at] ??
      fail(
        'ArgumentOutOfRangeException',
        'Specified argument was out of the range of valid values.\nParameter name: i'
      )
  }
})
