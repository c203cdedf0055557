import { readCharacter } from './char-class.ts'
import { Reader } from './reader.ts'

/** The text with its escapes read as a pattern reads them. Throws ArgumentException for one that patterns do not have. */
export function withoutEscapes(text: string): string {
  const reader = new Reader(text)
  let done = ''
  while (!reader.isAtEnd)
    done += reader.take('\\') ? String.fromCharCode(readCharacter(reader)) : reader.next()
  return done
}
