import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'
import { generateContent } from './model/generate-content.ts'
import { messages } from './model/messages.ts'
import { responses } from './model/responses.ts'
import type { Reply, Tool, Turn, Wire } from './model/wire.ts'

export interface Model {
  url: string
  /** The names of the tools that the agent offered last, as the agent spells them. */
  offered(): string[]
  /** Resolves to what the model says next, when it calls no tool. */
  says(): Promise<string>
}

const wires: [RegExp, Wire<never>][] = [
  [/\/messages$/, messages],
  [/\/responses$/, responses],
  [/:streamGenerateContent$/, generateContent]
]

/**
 * Starts what stands for an agent's model: for the prompt "Call the tool TOOL" it calls that tool without arguments, and then says
 * what the tool answered. So the agent itself, unmodified, calls the tool.
 */
export async function startModel(t: Test): Promise<Model> {
  let offered: Tool[] = []
  const replies = new EventEmitter<{ text: [string] }>()
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    offered: () => offered.map(({ name }) => name),
    says: async () => String((await once(replies, 'text'))[0])
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', 'http://model')
    const wire = wires.find(([path]) => path.test(pathname))?.[1]
    const body = await text(request)
    if (!wire) return void response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
    const turn = wire.read(JSON.parse(body) as never)
    const reply = replyTo(turn)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const event of wire.write(reply)) {
      response.write(`${event.type ? `event: ${event.type}\n` : ''}data: ${JSON.stringify(event)}\n\n`)
    }
    response.end()
    // Agents also ask for a title of the conversation, without tools.
    if (turn.tools.length === 0) return
    offered = turn.tools
    if ('text' in reply) replies.emit('text', reply.text)
  }
}

/** Agents put their own prefix before the name of an MCP server's tool. */
function replyTo({ said, tools, result }: Turn): Reply {
  const asked = said.findLastIndex((entry) => wantedBy(entry) !== undefined)
  const wanted = wantedBy(said[asked])
  const call = tools.find(({ name }) => wanted && name.endsWith(wanted))
  if (result && result.at > asked) return { text: result.text }
  if (!call) return { text: 'There is no such tool.' }
  return { call: { name: call.name, ...(call.namespace && { namespace: call.namespace }) } }
}

function wantedBy(entry: unknown): string | undefined {
  return /Call the tool (\w+)/.exec(JSON.stringify(entry) ?? '')?.[1]
}
