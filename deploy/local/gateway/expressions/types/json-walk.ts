import { isInstanceOf } from '../bind/conversion.ts'
import type { Code, Type } from '../model/type.ts'
import { adopt, clone, is, jsonType, jsonValue, propertyOf, setProperty, type Token } from '../run/json.ts'
import { tokenFrom } from '../run/json-contents.ts'
import { step } from '../run/meter.ts'
import { iterate, sequence } from '../run/sequence.ts'
import { fail } from '../run/value.ts'

const tokens = (make: () => Iterable<unknown>) => sequence(jsonType('JToken'), make)
const containers = (make: () => Iterable<unknown>) => sequence(jsonType('JContainer'), make)

/** The members of JToken that reach and change its neighbours. */
export const walking: Record<string, Code> = {
  'JContainer Parent': (token: Token) => token.parent,
  'JToken Root': (token: Token) => ancestors(token, true).at(-1) ?? token,
  'JToken First': (token: Token) => token.children[0] ?? null,
  'JToken Last': (token: Token) => token.children.at(-1) ?? null,
  'JToken Next': (token: Token) => sibling(token, 1),
  'JToken Previous': (token: Token) => sibling(token, -1),
  'IEnumerable<JToken> Children()': (token: Token) => tokens(() => token.children),
  'IEnumerable<R> Children<R>()': (token: Token, [of = jsonType('JToken')]: Type[]) =>
    sequence(of, () => token.children.filter((each) => isInstanceOf(each, of))),
  'IEnumerable<JContainer> Ancestors()': (token: Token) => containers(() => ancestors(token, false)),
  'IEnumerable<JToken> AncestorsAndSelf()': (token: Token) => tokens(() => ancestors(token, true)),
  'IEnumerable<JToken> BeforeSelf()': (token: Token) =>
    tokens(() => siblings(token).slice(0, siblings(token).indexOf(token))),
  'IEnumerable<JToken> AfterSelf()': (token: Token) =>
    tokens(() => siblings(token).slice(siblings(token).indexOf(token) + 1)),
  'void AddAfterSelf(object content)': (token: Token, content: unknown) => {
    beside(token, content, 1)
  },
  'void AddBeforeSelf(object content)': (token: Token, content: unknown) => {
    beside(token, content, 0)
  },
  'void Remove()': (token: Token) => {
    const { parent } = token
    if (parent === null) return missing()
    if (is(parent, 'JProperty'))
      fail('Newtonsoft.Json.JsonException', 'Cannot add or remove items from Newtonsoft.Json.Linq.JProperty.')
    parent.children.splice(parent.children.indexOf(token), 1)
    token.parent = null
  },
  'void Replace(JToken other)': (token: Token, other: Token | null) => {
    const { parent } = token
    if (parent === null) return missing()
    const at = parent.children.indexOf(token)
    place(parent, at, other ?? jsonValue(null), 1)
    token.parent = null
  }
}

/** The members of JContainer that JToken does not have. */
export const containing: Record<string, Code> = {
  'IEnumerable<JToken> Descendants()': (token: Token) => tokens(() => descendants(token)),
  'IEnumerable<JToken> DescendantsAndSelf()': (token: Token) => tokens(() => [token, ...descendants(token)]),
  'void AddFirst(object content)': (token: Token, content: unknown) => {
    place(token, 0, tokenFrom(content), 0)
  },
  'void ReplaceAll(object content)': (token: Token, content: unknown) => {
    token.children.splice(0)
    if (isList(content)) for (const each of iterate(content)) adopt(token, tokenFrom(each))
    else adopt(token, tokenFrom(content))
  },
  'void Merge(object content)': (token: Token, content: unknown) => {
    merge(token, tokenFrom(content))
  }
}

/** All tokens below a token, without the token itself. */
export function descendants(token: Token): Token[] {
  step()
  return token.children.flatMap((each) => [each, ...descendants(each)])
}

/** Inserts a token among the children at an index, and removes `dropped` children there. */
export function place(parent: Token, at: number, token: Token, dropped: number): void {
  adopt(parent, token)
  const own = parent.children.pop()
  if (own !== undefined) parent.children.splice(at, dropped, own)
}

function ancestors(token: Token, withSelf: boolean): Token[] {
  const found: Token[] = withSelf ? [token] : []
  for (let at = token.parent; at !== null; at = at.parent) found.push(at)
  return found
}

const siblings = (token: Token) => token.parent?.children ?? []

function sibling(token: Token, by: number): Token | null {
  const all = siblings(token)
  return all[all.indexOf(token) + by] ?? null
}

function beside(token: Token, content: unknown, by: number): void {
  const { parent } = token
  if (parent === null) missing()
  else place(parent, parent.children.indexOf(token) + by, tokenFrom(content), 0)
}

// Merges properties one by one, and puts arrays one after the other.
function merge(token: Token, other: Token): void {
  if (is(token, 'JArray')) for (const each of other.children) adopt(token, clone(each))
  if (!is(token, 'JObject')) return
  for (const each of other.children) {
    const [value = jsonValue(null)] = each.children
    const own = propertyOf(token, each.name ?? '')?.children[0]
    if (own !== undefined && own.type === value.type && !is(own, 'JValue')) merge(own, value)
    else if (own === undefined || !is(value, 'JValue') || value.value !== null)
      setProperty(token, each.name ?? '', clone(value))
  }
}

const isList = (content: unknown) =>
  typeof content === 'object' &&
  content !== null &&
  ('items' in content || 'iterate' in content) &&
  !('parent' in content)

const missing = (): never => fail('InvalidOperationException', 'The parent is missing.')
