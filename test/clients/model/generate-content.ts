import { lastResult, type Tool, type Wire } from './wire.ts'

interface GenerateContentRequest {
  tools?: { functionDeclarations?: Tool[] }[]
  contents: { parts: { functionResponse?: { response: unknown } }[] }[]
}

/** Gemini's generateContent. Its events have no type. */
export const generateContent: Wire<GenerateContentRequest> = {
  read: ({ tools = [], contents }) => ({
    said: contents,
    tools: tools.flatMap(({ functionDeclarations = [] }) => functionDeclarations),
    result: lastResult(
      contents,
      ({ parts }) => parts.find(({ functionResponse }) => functionResponse)?.functionResponse?.response
    )
  }),
  write(reply) {
    const part = 'call' in reply ? { functionCall: { name: reply.call.name, args: {} } } : reply
    const event = {
      candidates: [{ index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 }
    }
    return [event as { type?: string }]
  }
}
