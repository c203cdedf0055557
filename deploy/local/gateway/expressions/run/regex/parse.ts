import { readCharacter, readClass, readShorthand } from './char-class.ts'
import { CharSet, ignoringCase } from './char-set.ts'
import type { Anchor, Group, Pattern } from './pattern.ts'
import { Reader } from './reader.ts'

/** The bits of `RegexOptions` that change what a pattern means. */
const option = { i: 1, m: 2, n: 4, s: 16, x: 32 }

/** Reads a .NET pattern. Throws ArgumentException, as `new Regex` does. */
export function parse(pattern: string, options: number): { root: Pattern; groups: Group[] } {
  const reader = new Reader(pattern)
  const groups: Group[] = []
  let active = options
  const root = choice()
  if (!reader.isAtEnd) reader.refuse('has a ) without its (; write \\) for the character')
  return { root, groups }

  function choice(): Pattern {
    const items = [sequence()]
    while (reader.take('|')) items.push(sequence())
    return items.length === 1 && items[0] !== undefined ? items[0] : { kind: 'choice', items }
  }

  function sequence(): Pattern {
    const items: Pattern[] = []
    for (skipComments(); !reader.isAtEnd && !/[|)]/.test(reader.peek()); skipComments()) {
      const item = atom()
      if (item !== null) items.push(repeated(item))
    }
    return { kind: 'sequence', items }
  }

  /** Null for a piece that matches nothing itself: `(?i)` changes the options up to the end of its group. */
  function atom(): Pattern | null {
    if (reader.peek() === '(') return group()
    if (isQuantifier()) reader.refuse('repeats nothing; write a backslash before the character')
    const letter = reader.next()
    if (letter === '[') return set(readClass(reader))
    if (letter === '.') return set(isOn('s') ? () => true : (unit) => unit !== 10)
    if (letter === '^') return anchor(isOn('m') ? 'line start' : 'start')
    if (letter === '$') return anchor(isOn('m') ? 'line end' : 'end or last newline')
    if (letter === '\\') return escaped()
    return character(letter.charCodeAt(0))
  }

  function escaped(): Pattern {
    const found = anchors[reader.peek()]
    if (found !== undefined) {
      reader.next()
      return anchor(found)
    }
    const reference = reader.match(/([1-9]\d*)|k<(\w+)>|k'(\w+)'/y)
    if (reference !== null) {
      const name = reference[1] ?? reference[2] ?? reference[3] ?? ''
      return { kind: 'reference', name, ignoreCase: isOn('i') }
    }
    const contains = readShorthand(reader)
    return contains === null ? character(readCharacter(reader)) : set(contains)
  }

  function group(): Pattern | null {
    reader.next()
    const outer = active
    const changed = reader.match(/\?([imnsx]*)(?:-([imnsx]*))?([:)])/y)
    if (changed !== null) {
      const [, on = '', off = '', end] = changed
      for (const letter of on) active |= option[letter as keyof typeof option]
      for (const letter of off) active &= ~option[letter as keyof typeof option]
      return end === ')' ? null : closed(choice(), outer)
    }
    const look = reader.match(/\?(<?)([=!])/y)
    if (look !== null) {
      const [, behind, sign] = look
      const body = closed(choice(), outer)
      return { kind: 'look', body, isBehind: behind === '<', isNegative: sign === '!' }
    }
    if (reader.take('?>')) return { kind: 'atomic', body: closed(choice(), outer) }
    const name = reader.match(/\?(?:<(\w+)>|'(\w+)')/y)
    if (name === null && reader.peek() === '?') refuseGroup()
    if (name === null && isOn('n')) return closed(choice(), outer)
    const own: Group = { name: name?.[1] ?? name?.[2] ?? null }
    groups.push(own)
    return { kind: 'capture', group: own, body: closed(choice(), outer) }
  }

  function closed(body: Pattern, outer: number): Pattern {
    if (!reader.take(')')) reader.refuse('has a ( without its ); write \\( for the character')
    active = outer
    return body
  }

  function refuseGroup(): never {
    if (reader.peek(1) === '(') reader.refuse('has a conditional, (?(…)…); write the cases as alternatives')
    if (/^\?[<']\w*-/.test(reader.pattern.slice(reader.at)))
      reader.refuse('has a balancing group, which is not supported; compare the counts in C#')
    return reader.refuse(
      'has a group of a kind that .NET does not know; write (?:…), (?<name>…), (?=…) or (?!…)'
    )
  }

  function repeated(body: Pattern): Pattern {
    skipComments()
    if (!isQuantifier()) return body
    const [whole, from, comma, to] =
      reader.match(quantifier) ?? reader.refuse('has a broken quantifier; write {n}, {n,} or {n,m}')
    const least = { '*': 0, '+': 1, '?': 0 }[whole] ?? Number(from)
    const most =
      whole === '?' ? 1 : from !== undefined && comma === undefined ? least : Number(to || Infinity)
    if (most < least) reader.refuse('has a quantifier {n,m} with n larger than m; swap them')
    const isLazy = reader.take('?')
    skipComments()
    if (isQuantifier()) reader.refuse('has a quantifier after a quantifier; group the inner one: (?:…)')
    return { kind: 'repeat', body, min: least, max: most, isLazy }
  }

  function isQuantifier(): boolean {
    quantifier.lastIndex = reader.at
    return quantifier.test(reader.pattern)
  }

  function skipComments(): void {
    while (
      reader.match(/\(\?#[^)]*\)/y) !== null ||
      (isOn('x') && reader.match(/[ \t\n\r\f\v]+|#[^\n]*/y) !== null)
    );
  }

  function set(contains: (unit: number) => boolean): Pattern {
    return { kind: 'set', set: new CharSet(isOn('i') ? ignoringCase(contains) : contains) }
  }

  function character(unit: number): Pattern {
    return set((other) => other === unit)
  }

  function isOn(letter: keyof typeof option): boolean {
    return (active & option[letter]) !== 0
  }
}

const quantifier = /[*+?]|\{(\d+)(?:(,)(\d*))?\}/y

const anchors: Record<string, Anchor> = {
  A: 'start',
  z: 'end',
  Z: 'end or last newline',
  b: 'word boundary',
  B: 'no word boundary',
  G: 'search start'
}

const anchor = (of: Anchor): Pattern => ({ kind: 'anchor', anchor: of })
