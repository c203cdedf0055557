import { Type } from '@sinclair/typebox'
import { defineTool } from './tool.ts'

/** 1 to 100 printable characters: no control or format characters, no line breaks. */
const Name = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^\\p{C}\\p{Zl}\\p{Zp}]+$',
  examples: ['Ada']
})

export const Greeting = Type.Object(
  { message: Type.String({ examples: ['Hello, Ada!'] }) },
  { title: 'Greeting', description: 'The greeting.', additionalProperties: false }
)

export function greet(name: string): { message: string } {
  return { message: `Hello, ${name}!` }
}

export const hello = defineTool({
  name: 'hello',
  title: 'Say hello',
  description:
    'Greets a person by name, or the signed-in user when no name is given. Use it to check that the connection works.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Type.Object({ name: Type.Optional(Name) }, { title: 'HelloInput', additionalProperties: false }),
  output: Greeting,
  run: ({ name }, { caller }) => greet(name ?? caller.name ?? 'world'),
  text: ({ message }) => message
})
