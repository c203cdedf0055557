import { randomUUID } from 'node:crypto'
import { lastResult, type Tool, type Wire } from './wire.ts'

interface MessagesRequest {
  tools?: Tool[]
  messages: { content: string | { type: string; content?: unknown }[] }[]
}

/** Anthropic's Messages. */
export const messages: Wire<MessagesRequest> = {
  read: ({ tools = [], messages }) => ({
    said: messages,
    tools,
    result: lastResult(messages, ({ content }) =>
      Array.isArray(content) ? content.find(({ type }) => type === 'tool_result')?.content : undefined
    )
  }),
  write(reply) {
    const usage = { input_tokens: 1, output_tokens: 1 }
    const message = {
      id: randomUUID(),
      type: 'message',
      role: 'assistant',
      model: 'local',
      content: [],
      usage
    }
    const [block, delta, stop_reason] =
      'call' in reply
        ? [
            { type: 'tool_use', id: randomUUID(), name: reply.call.name, input: {} },
            { type: 'input_json_delta', partial_json: '{}' },
            'tool_use'
          ]
        : [{ type: 'text', text: '' }, { type: 'text_delta', text: reply.text }, 'end_turn']
    const events = [
      { type: 'message_start', message },
      { type: 'content_block_start', index: 0, content_block: block },
      { type: 'content_block_delta', index: 0, delta },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage },
      { type: 'message_stop' }
    ]
    return events
  }
}
