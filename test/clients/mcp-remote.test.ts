import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import t from 'tap'
import { drive } from './drive.ts'
import { openShell } from './shell.ts'

drive(t, 'mcp-remote', async (t, { blocks: [config = ''] }) => {
  const { args } = JSON.parse(config).mcpServers.graph as { args: string[] }
  const shell = await openShell(t)
  // The installed one stands for what npx would download.
  const transport = new StdioClientTransport({
    command: 'mcp-remote',
    args: args.filter((arg) => arg !== '-y' && !arg.startsWith('mcp-remote@')),
    env: shell.env,
    stderr: 'ignore'
  })
  t.teardown(() => transport.close())
  // A client of standard streams, which knows nothing of HTTP and OAuth.
  const client = new Client({ name: 'test', version: '1.0.0' })
  return {
    async signIn() {
      await client.connect(transport)
      return ''
    },
    list: async () => JSON.stringify(await client.listTools()),
    call: async (name) => JSON.stringify(await client.callTool({ name, arguments: {} }))
  }
})
