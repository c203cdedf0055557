import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { createMcpHandler, fromJsonSchema, McpServer } from '@modelcontextprotocol/server'
import type { Test } from 'tap'
import { capabilities, instructions } from '../../../../app/mcp/description.ts'
import { serverInfo } from '../../../../app/mcp/result.ts'
import type { Tool, ToolContext } from '../../../../app/tools/tool.ts'

/** The official SDK's server with the same tools, over plain HTTP; the URL of its endpoint. */
export async function sdkServer(t: Test, tools: readonly Tool[], context: ToolContext): Promise<string> {
  const handler = createMcpHandler(() => {
    const server = new McpServer(serverInfo, {
      capabilities,
      instructions,
      cacheHints: {
        'tools/list': { ttlMs: 300_000, cacheScope: 'public' },
        'server/discover': { ttlMs: 300_000, cacheScope: 'public' }
      }
    })
    for (const tool of tools) register(server, tool, context)
    return server
  })
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming)
    const response = await handler.fetch(
      new Request(`http://localhost${incoming.url}`, {
        method: incoming.method ?? 'POST',
        headers: incoming.headers as Record<string, string>,
        ...(body.length && { body })
      })
    )
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  }).listen(0, 'localhost')
  await once(server, 'listening')
  t.teardown(async () => {
    server.close()
    server.closeAllConnections()
    await handler.close()
  })
  return `http://localhost:${(server.address() as AddressInfo).port}/mcp`
}

function register(server: McpServer, tool: Tool, context: ToolContext) {
  const { name, title, description, annotations, input, output } = tool
  const inputSchema = fromJsonSchema<Record<string, unknown>>(input as object)
  const outputSchema = fromJsonSchema<Record<string, unknown>>(output as object)
  server.registerTool(name, { title, description, annotations, inputSchema, outputSchema }, async (args) => {
    const structuredContent = (await tool.run(args, context)) as Record<string, unknown>
    const text = tool.text?.(structuredContent) ?? JSON.stringify(structuredContent)
    return { content: [{ type: 'text', text }], structuredContent }
  })
}
