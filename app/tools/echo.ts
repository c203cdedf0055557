import { Type } from '@sinclair/typebox'
import { defineTool } from './tool.ts'

export const echo = defineTool({
  name: 'echo',
  title: 'Echo text',
  description: 'Returns the given text unchanged. Use it to check that arguments arrive as they were sent.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: Type.Object(
    { text: Type.String({ maxLength: 100_000, examples: ['as it was sent'] }) },
    { title: 'EchoInput', additionalProperties: false }
  ),
  output: Type.Object(
    { text: Type.String({ examples: ['as it was sent'] }) },
    { title: 'EchoOutput', description: 'The same text.', additionalProperties: false }
  ),
  run: ({ text }) => ({ text }),
  text: ({ text }) => text
})
