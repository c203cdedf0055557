import { collections } from './collections.ts'
import { corners } from './corners.ts'
import { dateMembers } from './date-members.ts'
import { dates } from './dates.ts'
import { exceptions } from './exceptions.ts'
import { json } from './json.ts'
import { jsonMembers } from './json-members.ts'
import { language } from './language.ts'
import { numberMembers } from './number-members.ts'
import { numbers } from './numbers.ts'
import { patterns } from './patterns.ts'
import { queries } from './queries.ts'
import { searching } from './searching.ts'
import { statements } from './statements.ts'
import { text } from './text.ts'
import { tokens } from './tokens.ts'
import { typePatterns } from './type-patterns.ts'

/** Expressions that are likely to break an interpreter, by their subject. */
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
  patterns,
  dateMembers,
  jsonMembers,
  numberMembers,
  queries,
  searching,
  statements,
  typePatterns
}
