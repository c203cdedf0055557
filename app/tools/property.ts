import { Type } from '@sinclair/typebox'

/** A described string with an example. */
export const text = (example: string, description: string) =>
  Type.String({ description, examples: [example] })

/** A described flag. */
export const flag = (example: boolean, description: string) =>
  Type.Boolean({ description, examples: [example] })
