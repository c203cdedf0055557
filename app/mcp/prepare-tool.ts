import type { Static } from '@sinclair/typebox'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import fastJson from 'fast-json-stringify'
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
  const validate = validators().compile(tool.input)
  const stringify = fastJson(tool.output as object)
  return {
    tool,
    scopes: scopesOf(tool),
    /** What is wrong with the arguments, in a sentence; fills in defaults. */
    fault(args: unknown): string | undefined {
      return validate(args) ? undefined : sentence(validate.errors?.[0])
    },
    /** The members of the result that show the output; nothing but what the schema names. */
    write(output: Static<Tool['output']>): string {
      const structured = stringify(output)
      const content = tool.content?.(output) ?? [{ type: 'text', text: tool.text?.(output) ?? structured }]
      return `"content":${JSON.stringify(content)},"structuredContent":${structured}`
    }
  }
}

let shared: Ajv2020 | undefined

/** MCP's schemas follow JSON Schema 2020-12. Formats and defaults work as in the REST operations. */
function validators(): Ajv2020 {
  shared ??= formats.default(new Ajv2020({ strict: false, validateSchema: false, useDefaults: true }))
  return shared
}

function sentence(error: ErrorObject | undefined): string {
  if (!error) return 'is invalid'
  const { instancePath, message = 'is invalid', params } = error
  const field = ['arguments', ...instancePath.split('/').slice(1)].join('.')
  const named = params.additionalProperty ?? params.unevaluatedProperty
  const more = named
    ? `: ${JSON.stringify(named)}`
    : params.allowedValues
      ? `: ${params.allowedValues.join(', ')}`
      : ''
  return `${field} ${message}${more}`
}
