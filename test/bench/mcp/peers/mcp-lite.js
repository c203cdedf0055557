import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { bearerAuth } from 'hono/bearer-auth'
import { McpServer, StreamableHttpTransport } from 'mcp-lite'
import { z } from 'zod'
import { run, zodTools } from './tools.js'
import { isSecured, verifyToken } from './verify-token.js'

const mcp = new McpServer({
  name: 'mcp-lite',
  version: '1.0.0',
  schemaAdapter: (schema) => z.toJSONSchema(schema)
})
for (const { name, scopes, ...about } of zodTools) mcp.tool(name, { ...about, handler: run })
const handler = new StreamableHttpTransport().bind(mcp)

const app = new Hono()
if (isSecured) app.use('/mcp', bearerAuth({ verifyToken: isGood }))
app.all('/mcp', (c) => handler(c.req.raw, { authInfo: c.get('auth') }))
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env.PORT) })

async function isGood(token, c) {
  try {
    const { scopes, expiresAt } = await verifyToken(token)
    c.set('auth', { token, scopes, expiresAt })
    return scopes.includes('access_as_user')
  } catch {
    return false
  }
}
