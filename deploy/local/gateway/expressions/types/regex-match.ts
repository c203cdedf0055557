import { type Type, type } from '../model/type.ts'
import { findGroup, type GroupName, type Program, Search, type Span } from '../run/regex/index.ts'
import { type Instance, required } from '../run/value.ts'

const ns = 'System.Text.RegularExpressions'

/** A `Regex`: the text of its pattern, and the compiled pattern. */
export interface Regex extends Instance {
  pattern: string
  program: Program
}

/** A piece of the input; empty when nothing matched. */
export interface Capture extends Instance {
  index: number
  value: string
}

/** A group of a match. */
export interface Group extends Capture {
  success: boolean
  /** All captures of the group, in order. The group itself is the last one. */
  captures: Capture[]
}

/** A match, successful or not. */
export interface Match extends Group {
  groups: Groups
  input: string
  /** Finds the next match. */
  search: Search
}

/** A match's `GroupCollection`. */
export interface Groups extends Instance {
  /** In .NET's order; the match is the first. */
  items: Group[]
  names: GroupName[]
}

/** The first match at or after a position. When there is none, it is a match without success, as `Match.Empty` is. */
export function match(regex: Regex, input: string | null, from = 0): Match {
  const given = required(input, 'input')
  return find(new Search(regex.program, given), regex.program.groups, given, from)
}

/** The match after this one. After an empty match, the search begins one position later. */
export function next({ search, groups, input, index, value }: Match): Match {
  return find(search, groups.names, input, index + Math.max(1, value.length))
}

/** All matches, from the left. */
export function every(regex: Regex, input: string | null): Match[] {
  const all: Match[] = []
  for (let found = match(regex, input); found.success; found = next(found)) all.push(found)
  return all
}

/** A group by its name, or by its number as text. */
export function groupNamed({ items, names }: Groups, name: string): Group {
  return items[findGroup(names, name)] ?? group(groupType(), [], '')
}

function find(search: Search, names: GroupName[], input: string, from: number): Match {
  const found = from > input.length ? null : search.next(from)
  const whole: Span[] = found === null ? [] : [[found.start, found.end]]
  const match = group(type(`${ns}.Match`), whole, input)
  const inner = names.slice(1).map((_, at) => group(groupType(), found?.captures[at + 1] ?? [], input))
  const groups = { type: type(`${ns}.GroupCollection`), items: [match, ...inner], names }
  return Object.assign(match, { groups, input, search })
}

function group(of: Type, spans: readonly Span[], input: string): Group {
  const captures = spans.map(([start, end]) => ({
    type: type(`${ns}.Capture`),
    index: start,
    value: input.slice(start, end)
  }))
  const last = captures.at(-1)
  return {
    type: of,
    success: last !== undefined,
    index: last?.index ?? 0,
    value: last?.value ?? '',
    captures
  }
}

const groupType = () => type(`${ns}.Group`)
