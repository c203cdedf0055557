import { Type } from '@sinclair/typebox'
import { invalidInput } from '../problems/invalid-input.ts'

/** The input of every tool that searches. */
export const SearchText = (example: string, description: string) =>
  Type.String({ minLength: 1, maxLength: 200, description, examples: [example] })

/**
 * The words that a user looks for. Nothing in them is an operator of the Keyword Query Language: marks of syntax separate
 * words, and operators in capitals (`AND`, `NEAR`, …) become small letters.
 * https://learn.microsoft.com/sharepoint/dev/general-development/keyword-query-language-kql-syntax-reference
 */
export function searchWords(text: string, field: string): string {
  const words = text.split(/[\s"\\:()<>=*]+/).map((word) => word.replace(/^[+-]+/, ''))
  const asked = words.filter(Boolean).map((word) => (/^[A-Z]+$/.test(word) ? word.toLowerCase() : word))
  if (asked.length === 0) throw invalidInput(field, 'give at least one word.')
  return asked.join(' ')
}
