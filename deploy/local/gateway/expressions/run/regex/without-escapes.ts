import { readCharacter } from './char-class.ts'
import { Reader } from './reader.ts'

/** `Regex.Unescape`: replaces the escapes of a text. Throws ArgumentException for an escape that patterns do not have. */
export function withoutEscapes(text: string): string {
  const reader = new Reader(text)
  let done = ''
  while (!reader.isAtEnd)
    done += reader.take('\\') ? String.fromCharCode(readCharacter(reader)) : reader.next()
  return done
}
