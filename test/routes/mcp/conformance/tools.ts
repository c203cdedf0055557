import { setTimeout as wait } from 'node:timers/promises'
import { type TProperties, Type } from '@sinclair/typebox'
import { isObject } from '../../../../app/json-object.ts'
import { type InputRequest, InputRequired } from '../../../../app/mcp/input-required.ts'
import type { McpContext } from '../../../../app/mcp/mcp-context.ts'
import type { Content, McpTool } from '../../../../app/mcp/prepare-tool.ts'

type Show = (context: McpContext, input: Record<string, unknown>) => Promise<Content[]> | Content[]

const image: Content = { type: 'image', data: 'iVBORw0KGgo=', mimeType: 'image/png' }
const audio: Content = { type: 'audio', data: 'UklGRiQAAABXQVZF', mimeType: 'audio/wav' }
const askName = question('What is your name?', 'name')
const askModel: InputRequest = {
  method: 'sampling/createMessage',
  params: {
    messages: [{ role: 'user', content: { type: 'text', text: 'What is the capital of France?' } }],
    maxTokens: 100
  }
}
const askRoots: InputRequest = { method: 'roots/list', params: {} }

/** The tools that the conformance suite calls by name, as far as a server of tools alone can have them. */
export const tools: McpTool[] = [
  tool('test_simple_text', () => [text('This is a simple text response for testing.')]),
  tool('test_image_content', () => [image]),
  tool('test_audio_content', () => [audio]),
  tool('test_embedded_resource', () => [resource('text/plain', 'This is an embedded resource content.')]),
  tool('test_multiple_content_types', () => [
    text('Multiple content types test:'),
    image,
    resource('application/json', '{"test":"data","value":123}')
  ]),
  tool('test_error_handling', () => {
    throw new Error('on purpose')
  }),
  tool('test_tool_with_progress', async ({ progress }) => {
    for (const done of [0, 50, 100]) {
      progress?.({ progress: done, total: 100 })
      await wait(20)
    }
    return [text('Done.')]
  }),
  tool('test_logging_tool', () => [text('Nothing is logged to clients.')]),
  tool('test_missing_capability', (context) => [text(answerTo(context, 'question', askModel))]),
  tool('test_streaming_elicitation', (context) => [text(answerTo(context, 'user_name', askName))]),
  tool('test_custom_header', () => [text('The headers agree.')], {
    region: Type.Optional(Type.String({ 'x-mcp-header': 'Region' })),
    count: Type.Optional(Type.Integer({ 'x-mcp-header': 'Count' })),
    verbose: Type.Optional(Type.Boolean({ 'x-mcp-header': 'Verbose' }))
  }),

  tool('test_input_required_result_elicitation', (context) => [
    text(answerTo(context, 'user_name', askName))
  ]),
  tool('test_input_required_result_sampling', (context) => [
    text(answerTo(context, 'capital_question', askModel))
  ]),
  tool('test_input_required_result_list_roots', (context) => [
    text(answerTo(context, 'client_roots', askRoots))
  ]),
  tool('test_input_required_result_request_state', (context) => {
    answerTo(context, 'confirm', question('Please confirm', 'ok', 'boolean'), { asked: true })
    return [text(isObject(context.state) ? 'state-ok' : 'no state')]
  }),
  tool('test_input_required_result_tampered_state', (context) => {
    answerTo(context, 'confirm', question('Please confirm', 'ok', 'boolean'), { asked: true })
    return [text('state-ok')]
  }),
  tool('test_input_required_result_multiple_inputs', ({ responses }) => {
    const requests = { user_name: askName, greeting: askModel, client_roots: askRoots }
    if (!Object.keys(requests).every((key) => key in responses))
      throw new InputRequired(requests, { asked: true })
    return [text('All is known.')]
  }),
  tool('test_input_required_result_multi_round', (context) => {
    const state = isObject(context.state) ? context.state : {}
    const name = state.name ?? answerTo(context, 'step1', askName, {})
    const color = answerTo(context, 'step2', question('What is your favorite color?', 'color'), { name })
    return [text(`${name}: ${color}`)]
  }),
  tool('test_input_required_result_capabilities', ({ capabilities, responses }) => {
    const requests = {
      ...(isObject(capabilities.sampling) && { model: askModel }),
      ...(isObject(capabilities.elicitation) && { user: askName })
    }
    if (Object.keys(responses).length === 0) throw new InputRequired(requests, {})
    return [text('Asked only what the client can answer.')]
  })
]

/** What the client answered under that key, or the question. */
function answerTo({ responses }: McpContext, key: string, request: InputRequest, state?: unknown): string {
  const response = responses[key]
  if (!isObject(response)) throw new InputRequired({ [key]: request }, state)
  return JSON.stringify(response.content ?? response.roots)
}

function question(message: string, field: string, type = 'string'): InputRequest {
  const requestedSchema = { type: 'object', properties: { [field]: { type } }, required: [field] }
  return { method: 'elicitation/create', params: { message, requestedSchema } }
}

function text(text: string): Content {
  return { type: 'text', text }
}

function resource(mimeType: string, text: string): Content {
  return { type: 'resource', resource: { uri: 'test://resource', mimeType, text } }
}

function tool(name: string, show: Show, inputs: TProperties = {}): McpTool {
  return {
    name,
    title: name,
    description: `Part of the conformance suite: ${name}.`,
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input: Type.Object(inputs, { title: `${name}_input` }),
    output: Type.Object(
      { content: Type.Array(Type.Unknown()) },
      { title: `${name}_output`, description: 'Content.' }
    ),
    run: async (input, context) => ({ content: await show(context as McpContext, input) }),
    content: ({ content }) => content as Content[]
  }
}
