import { type } from '../model/type.ts'
import { bounded, step } from '../run/meter.ts'
import { execute } from '../run/regex.ts'
import { type Instance, required, strings } from '../run/value.ts'

const ns = 'System.Text.RegularExpressions'

export interface Regex extends Instance {
  pattern: RegExp
}

export interface Capture extends Instance {
  success: boolean
  index: number
  value: string
}

export interface Match extends Capture {
  groups: Map<string, Capture>
  regex: Regex
  input: string
}

export const capture = (name: string, value: string | undefined, index: number): Capture => ({
  type: type(`${ns}.${name}`),
  success: value !== undefined,
  value: value ?? '',
  index
})

export function match(regex: Regex, input: string | null, from = 0): Match {
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

export function all(regex: Regex, input: string | null) {
  return { type: type(`${ns}.MatchCollection`), items: every(regex, input) }
}

export function replaceBy(
  regex: Regex,
  input: string | null,
  evaluator: (found: Match) => string | null
): string {
  let [done, from] = ['', 0]
  const given = required(input, 'input')
  for (const found of every(regex, given)) {
    done += given.slice(from, found.index) + (evaluator(found) ?? '')
    from = found.index + found.value.length
    bounded(done.length)
  }
  return done + given.slice(from)
}

export function replace(regex: Regex, input: string | null, replacement: string | null): string {
  const pattern = required(replacement, 'replacement')
  return replaceBy(regex, input, (found) => expand(found, pattern))
}

export function expand(found: Match, replacement: string): string {
  return replacement.replace(
    /\$(?:(\$)|(&)|(\d{1,2})|\{(\w+)\})/g,
    (whole, dollar?: string, all_?: string, digits?: string, name?: string) => {
      if (dollar !== undefined) return '$'
      if (all_ !== undefined) return found.value
      return found.groups.get(digits ?? name ?? '')?.value ?? whole
    }
  )
}

export function split(regex: Regex, input: string | null) {
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
