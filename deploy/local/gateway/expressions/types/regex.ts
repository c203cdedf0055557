import { declare, type } from '../model/type.ts'
import { bounded, step } from '../run/meter.ts'
import { execute } from '../run/regex.ts'
import { fail, type Instance, required, strings } from '../run/value.ts'
import { translate } from './regex-translate.ts'

const ns = 'System.Text.RegularExpressions'

interface Regex extends Instance {
  pattern: RegExp
}

interface Capture extends Instance {
  success: boolean
  index: number
  value: string
}

interface Match extends Capture {
  groups: Map<string, Capture>
  regex: Regex
  input: string
}

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

const capture = (name: string, value: string | undefined, index: number): Capture => ({
  type: type(`${ns}.${name}`),
  success: value !== undefined,
  value: value ?? '',
  index
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

function match(regex: Regex, input: string | null, from = 0): Match {
  const given = required(input, 'input')
  step(1 + (given.length >> 4))
  regex.pattern.lastIndex = from
  const found = from > given.length ? null : execute(regex.pattern, given)
  const groups = new Map<string, Capture>()
  const places = found?.indices
  if (found !== null) {
    numbering(regex.pattern.source).forEach((place, at) => {
      groups.set(String(at), capture('Group', found[place], places?.[place]?.[0] ?? 0))
    })
  }
  for (const [name, each] of Object.entries(found?.groups ?? {})) {
    groups.set(name, capture('Group', each, places?.groups?.[name]?.[0] ?? 0))
  }
  return { ...capture('Match', found?.[0], found?.index ?? 0), groups, regex, input: given }
}

function every(regex: Regex, input: string | null): Match[] {
  const found: Match[] = []
  for (
    let next = match(regex, input);
    next.success;
    next = match(regex, input, next.index + Math.max(1, next.value.length))
  )
    found.push(next)
  return found
}

function all(regex: Regex, input: string | null) {
  return { type: type(`${ns}.MatchCollection`), items: every(regex, input) }
}

function replaceBy(regex: Regex, input: string | null, evaluator: (found: Match) => string | null): string {
  let [done, from] = ['', 0]
  const given = required(input, 'input')
  for (const found of every(regex, given)) {
    done += given.slice(from, found.index) + (evaluator(found) ?? '')
    from = found.index + found.value.length
    bounded(done.length)
  }
  return done + given.slice(from)
}

function replace(regex: Regex, input: string | null, replacement: string | null): string {
  const pattern = required(replacement, 'replacement')
  return replaceBy(regex, input, (found) => expand(found, pattern))
}

function expand(found: Match, replacement: string): string {
  return replacement.replace(
    /\$(?:(\$)|(&)|(\d{1,2})|\{(\w+)\})/g,
    (whole, dollar?: string, all_?: string, digits?: string, name?: string) => {
      if (dollar !== undefined) return '$'
      if (all_ !== undefined) return found.value
      return found.groups.get(digits ?? name ?? '')?.value ?? whole
    }
  )
}

function split(regex: Regex, input: string | null) {
  const given = required(input, 'input')
  const pieces: string[] = []
  let from = 0
  for (const found of every(regex, given)) {
    pieces.push(given.slice(from, found.index))
    for (const [name, each] of found.groups)
      if (/^[1-9]\d*$/.test(name) && each.success) pieces.push(each.value)
    from = found.index + found.value.length
  }
  return strings([...pieces, given.slice(from)])
}

// .NET numbers named groups after the others.
function numbering(source: string): number[] {
  const groups =
    source
      .match(/\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?<(?![=!]))?(?!\?)/g)
      ?.filter((each) => each.startsWith('(')) ?? []
  const places = groups.map((each, at) => ({ place: at + 1, isNamed: each.length > 1 }))
  return [
    0,
    ...places.filter((each) => !each.isNamed).map((each) => each.place),
    ...places.filter((each) => each.isNamed).map((each) => each.place)
  ]
}
