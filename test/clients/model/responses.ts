import { randomUUID } from 'node:crypto'
import { lastResult, type Tool, type Wire } from './wire.ts'

interface ResponsesRequest {
  tools?: (Tool & { tools?: Tool[] })[]
  input: { type: string; output?: unknown }[]
}

/** OpenAI's Responses. A tool of type `namespace` holds the tools of one MCP server. */
export const responses: Wire<ResponsesRequest> = {
  read: ({ tools = [], input }) => ({
    said: input,
    tools: tools.flatMap<Tool>(
      (tool) => tool.tools?.map(({ name }) => ({ name, namespace: tool.name })) ?? tool
    ),
    result: lastResult(input, ({ type, output }) => (type === 'function_call_output' ? output : undefined))
  }),
  write(reply) {
    const id = randomUUID()
    const item =
      'call' in reply
        ? { type: 'function_call', id, call_id: id, arguments: '{}', ...reply.call }
        : { type: 'message', id, role: 'assistant', content: [{ type: 'output_text', text: reply.text }] }
    const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 }
    const events = [
      { type: 'response.created', response: { id } },
      { type: 'response.output_item.done', output_index: 0, item },
      { type: 'response.completed', response: { id, status: 'completed', output: [item], usage } }
    ]
    return events
  }
}
