import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { programOf, withoutEscapes } from '../run/regex/index.ts'
import { required } from '../run/value.ts'
import { every, match, type Regex } from './regex-match.ts'
import { replace, replaceBy, split } from './regex-replace.ts'
import './regex-results.ts'

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

const input = 'string input'

declare({
  name: `${ns}.Regex`,
  text: (self: Regex) => self.pattern,
  members: {
    'new(string pattern)': (pattern: string | null) => regex(pattern),
    'new(string pattern, RegexOptions options)': regex,
    'string ToString()': (self: Regex) => self.pattern,
    [`bool IsMatch(${input})`]: isMatch,
    [`Match Match(${input})`]: (self: Regex, input: string) => match(self, input),
    [`MatchCollection Matches(${input})`]: all,
    [`string Replace(${input}, string replacement)`]: replace,
    [`string Replace(${input}, Func<Match, string> evaluator)`]: replaceBy,
    [`string[] Split(${input})`]: split,
    ...inBothForms('bool IsMatch', isMatch),
    ...inBothForms('Match Match', (self, input) => match(self, input)),
    ...inBothForms('MatchCollection Matches', all),
    ...replacing('string replacement', replace),
    ...replacing('Func<Match, string> evaluator', replaceBy),
    ...inBothForms('string[] Split', split),
    'static string Escape(string text)': (text: string | null) =>
      required(text, 'str').replace(/[\\*+?|{[()^$.# \t\n\f\r]/g, (each) => `\\${letters[each] ?? each}`),
    'static string Unescape(string text)': (text: string | null) => withoutEscapes(required(text, 'str'))
  }
})

const letters: Record<string, string> = { '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r' }

/** Declares the static forms of a method. The pattern comes after the input, and options may come last. */
function inBothForms(head: string, run: (self: Regex, input: string | null) => unknown) {
  const parameters = `${input}, string pattern`
  return {
    [`static ${head}(${parameters})`]: (input: string | null, pattern: string | null) =>
      run(regex(pattern), input),
    [`static ${head}(${parameters}, RegexOptions options)`]: (
      input: string | null,
      pattern: string | null,
      options: number
    ) => run(regex(pattern, options), input)
  }
}

function replacing<By>(by: string, run: (self: Regex, input: string | null, by: By) => string) {
  const parameters = `${input}, string pattern, ${by}`
  return {
    [`static string Replace(${parameters})`]: (input: string | null, pattern: string | null, by: By) =>
      run(regex(pattern), input, by),
    [`static string Replace(${parameters}, RegexOptions options)`]: (
      input: string | null,
      pattern: string | null,
      by: By,
      options: number
    ) => run(regex(pattern, options), input, by)
  }
}

function regex(pattern: string | null, options = 0): Regex {
  const given = required(pattern, 'pattern')
  return { type: type(`${ns}.Regex`), pattern: given, program: programOf(given, options) }
}

function isMatch(self: Regex, input: string | null): boolean {
  return match(self, input).success
}

function all(self: Regex, input: string | null) {
  return { type: type(`${ns}.MatchCollection`), items: every(self, input) }
}
