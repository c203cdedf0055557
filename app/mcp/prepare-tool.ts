import type { Static } from '@sinclair/typebox'
import fastJson from 'fast-json-stringify'
import { createReadArguments } from '../tools/read-arguments.ts'
import { scopesOf, type Tool } from '../tools/tool.ts'

/** A block of a tool result: https://modelcontextprotocol.io/specification/2026-07-28/server/tools#tool-result */
export type Content = { type: string } & Record<string, unknown>

/** A tool that shows more than text, such as an image, says how. */
export interface McpTool extends Tool {
  content?(output: Static<Tool['output']>): Content[]
}

export type PreparedTool = ReturnType<typeof prepareTool>

/** Everything about a tool that does not depend on the call, made once. */
export function prepareTool(tool: McpTool) {
  const stringify = fastJson(tool.output as object)
  return {
    tool,
    scopes: scopesOf(tool),
    read: createReadArguments(tool.input),
    /** The members of the result that show the output; nothing but what the schema names. */
    write(output: Static<Tool['output']>): string {
      const structured = stringify(output)
      const content = tool.content?.(output) ?? [{ type: 'text', text: tool.text?.(output) ?? structured }]
      return `"content":${JSON.stringify(content)},"structuredContent":${structured}`
    }
  }
}
