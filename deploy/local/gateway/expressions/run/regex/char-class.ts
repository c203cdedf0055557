import { category, digit, not, space, word } from './char-set.ts'
import type { Reader } from './reader.ts'

type Contains = (unit: number) => boolean

/** Reads `[…]` after its first bracket. */
export function readClass(reader: Reader): Contains {
  const isNegative = reader.take('^')
  const parts: Contains[] = []
  let without: Contains | null = null
  for (let isFirst = true; isFirst || !reader.take(']'); isFirst = false) {
    if (!isFirst && reader.take('-[')) {
      without = readClass(reader)
      if (!reader.take(']'))
        reader.refuse('subtracts a class in the middle; write -[…] right before the last ]')
      break
    }
    parts.push(readRange(reader))
  }
  const any: Contains = (unit) => parts.some((contains) => contains(unit))
  const base = isNegative ? not(any) : any
  const removed = without
  return removed === null ? base : (unit) => base(unit) && !removed(unit)
}

function readRange(reader: Reader): Contains {
  const from = readMember(reader)
  if (typeof from === 'function') return from
  const isRange = reader.peek() === '-' && reader.peek(1) !== ']' && reader.peek(1) !== '['
  if (!isRange) return (unit) => unit === from
  reader.next()
  const to = readMember(reader)
  if (typeof to === 'function')
    return reader.refuse('has a class as the end of a range; write \\- for a hyphen')
  if (to < from) reader.refuse('has a range in reverse order; swap its ends')
  return (unit) => unit >= from && unit <= to
}

function readMember(reader: Reader): Contains | number {
  if (!reader.take('\\')) return reader.next().charCodeAt(0)
  if (reader.take('b')) return 8
  return readShorthand(reader) ?? readCharacter(reader)
}

/** Reads `d`, `w`, `s`, `p{…}` and their opposites after a backslash. Null when there is none of them. */
export function readShorthand(reader: Reader): Contains | null {
  const known: Record<string, Contains> = { d: digit, w: word, s: space }
  const letter = reader.peek()
  const contains = known[letter.toLowerCase()]
  if (contains !== undefined) {
    reader.next()
    return letter === letter.toLowerCase() ? contains : not(contains)
  }
  if (letter !== 'p' && letter !== 'P') return null
  const name =
    reader.match(/[pP]\{([\w-]+)\}/y)?.[1] ??
    reader.refuse('has a \\p without its {category}; write \\p{L}, for example')
  const found =
    category(name) ??
    reader.refuse(`names the category ${name}; write a general one (L, Lu, Nd, …) or a range`)
  return letter === 'p' ? found : not(found)
}

/** Reads the escape of one character after a backslash. */
export function readCharacter(reader: Reader): number {
  const digits = reader.match(/x([\da-fA-F]{2})|u([\da-fA-F]{4})/y)
  if (digits !== null) return Number.parseInt(digits[1] ?? digits[2] ?? '', 16)
  const octal = reader.match(/[0-7]{1,3}/y)
  if (octal !== null) return Number.parseInt(octal[0], 8)
  const control = reader.match(/c([@-_a-z])/y)
  if (control !== null) return (control[1] ?? '').toUpperCase().charCodeAt(0) - 64
  const letter = reader.next()
  const known: Record<string, string> = { a: '\x07', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }
  const found = known[letter] ?? letter
  if (found === letter && /[\p{L}\p{Nd}_]/u.test(letter))
    reader.refuse(`has the unknown escape \\${letter}; write the letter without the backslash`)
  return found.charCodeAt(0)
}
