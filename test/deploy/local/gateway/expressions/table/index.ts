import { collections } from './collections.ts'
import { corners } from './corners.ts'
import { dates } from './dates.ts'
import { exceptions } from './exceptions.ts'
import { json } from './json.ts'
import { language } from './language.ts'
import { numbers } from './numbers.ts'
import { patterns } from './patterns.ts'
import { text } from './text.ts'
import { tokens } from './tokens.ts'

/** Expressions chosen to break an interpreter, by what they are about. */
export const table: Record<string, string[]> = {
  language,
  numbers,
  text,
  collections,
  json,
  dates,
  tokens,
  exceptions,
  corners,
  patterns
}
