import { bounded } from '../run/meter.ts'
import { findGroup } from '../run/regex/index.ts'
import { required, strings } from '../run/value.ts'
import { every, type Match, type Regex } from './regex-match.ts'

/** Replaces each match with the result of a function. */
export function replaceBy(
  regex: Regex,
  input: string | null,
  evaluator: ((found: Match) => string | null) | null
): string {
  const given = required(input, 'input')
  const evaluate = required(evaluator, 'evaluator')
  let [done, from] = ['', 0]
  for (const found of every(regex, given)) {
    done += given.slice(from, found.index) + (evaluate(found) ?? '')
    from = found.index + found.value.length
    bounded(done.length)
  }
  return done + given.slice(from)
}

/** Replaces each match with a replacement, in which substitutions are filled in. */
export function replace(regex: Regex, input: string | null, replacement: string | null): string {
  const pattern = required(replacement, 'replacement')
  return replaceBy(regex, input, (found) => expand(found, pattern))
}

/** Fills in the substitutions of a replacement (`$1`, `${name}`, `$&`, …). One that names no group stays as it is. */
export function expand(found: Match, replacement: string): string {
  const { groups, input, index, value } = found
  return replacement.replace(
    /\$(?:([$&`'+_])|(\d+)|\{(\w+)\})/g,
    (whole, sign?: string, digits?: string, name?: string) => {
      if (sign === '$') return '$'
      if (sign === '&') return value
      if (sign === '`') return input.slice(0, index)
      if (sign === "'") return input.slice(index + value.length)
      if (sign === '_') return input
      if (sign === '+') return groups.items.at(-1)?.value ?? ''
      const group = groups.items[findGroup(groups.names, digits ?? name ?? '')]
      return group?.value ?? whole
    }
  )
}

/** The pieces between the matches, and what the groups of each match captured. */
export function split(regex: Regex, input: string | null) {
  const given = required(input, 'input')
  const pieces: string[] = []
  let from = 0
  for (const found of every(regex, given)) {
    pieces.push(given.slice(from, found.index))
    for (const group of found.groups.items.slice(1)) if (group.success) pieces.push(group.value)
    from = found.index + found.value.length
  }
  return strings([...pieces, given.slice(from)])
}
