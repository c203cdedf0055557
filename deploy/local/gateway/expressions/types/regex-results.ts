import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { programOf } from '../run/regex/index.ts'
import { fail } from '../run/value.ts'
import { type Capture, type Group, type Groups, groupNamed, type Match, match, next } from './regex-match.ts'
import { expand } from './regex-replace.ts'

const ns = 'System.Text.RegularExpressions'
const text = (self: Capture) => self.value

declare({
  name: `${ns}.Capture`,
  text,
  members: {
    'int Index': (self: Capture) => self.index,
    'int Length': (self: Capture) => self.value.length,
    'string Value': text,
    'string ToString()': text
  }
})
declare({
  name: `${ns}.Group`,
  base: `${ns}.Capture`,
  text,
  members: {
    'bool Success': (self: Group) => self.success,
    'CaptureCollection Captures': ({ captures }: Group) => ({
      type: type(`${ns}.CaptureCollection`),
      items: captures
    })
  }
})
declare({
  name: `${ns}.Match`,
  base: `${ns}.Group`,
  text,
  members: {
    'static Match Empty': () =>
      match({ type: type(`${ns}.Regex`), pattern: '(?!)', program: programOf('(?!)', 0) }, ''),
    'GroupCollection Groups': (self: Match) => self.groups,
    'Match NextMatch()': (self: Match) => (self.success ? next(self) : self),
    'string Result(string replacement)': (self: Match, replacement: string) => {
      if (!self.success) fail('NotSupportedException', 'Result cannot be called on a failed Match.')
      return expand(self, replacement)
    }
  }
})
declare({
  name: `${ns}.GroupCollection`,
  members: {
    'int Count': (self: Groups) => self.items.length,
    'Group this[int index]': (self: Groups, at: number) => groupNamed(self, String(at)),
    'Group this[string name]': groupNamed
  }
})
for (const [name, element] of [
  ['CaptureCollection', 'Capture'],
  ['MatchCollection', 'Match']
]) {
  declare({
    name: `${ns}.${name}`,
    implements: [`IEnumerable<${ns}.${element}>`],
    members: {
      'int Count': (self: { items: Capture[] }) => self.items.length,
      [`${element} this[int index]`]: (self: { items: Capture[] }, at: number) =>
        self.items[at] ??
        fail(
          'ArgumentOutOfRangeException',
          'Specified argument was out of the range of valid values.\nParameter name: i'
        )
    }
  })
}
