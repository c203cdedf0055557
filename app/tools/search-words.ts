import { Type } from '@sinclair/typebox'
import { invalidInput } from '../problems/invalid-input.ts'

/** The input of every tool that searches. */
export const SearchText = (example: string, description: string) =>
  Type.String({ minLength: 1, maxLength: 200, description, examples: [example] })

/** The quoted words of Graph's `$search`. What its query language would take for an operator separates words. */
export function searchWords(text: string, field: string): string {
  const words = text.match(/[^\s"\\:()<>=*]+/g)
  if (!words) throw invalidInput(field, 'give at least one word.')
  return `"${words.join(' ')}"`
}
