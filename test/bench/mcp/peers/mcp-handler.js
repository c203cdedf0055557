import { serve } from '@hono/node-server'
import { fromJsonSchema } from '@modelcontextprotocol/server'
import { Hono } from 'hono'
import { createMcpHandler, withMcpAuth } from 'mcp-handler'
import { run, tools } from './tools.js'
import { isSecured, verifyToken } from './verify-token.js'

const known = tools.map(({ name, inputSchema, outputSchema, scopes, ...about }) => ({
  name,
  about: { ...about, inputSchema: fromJsonSchema(inputSchema), outputSchema: fromJsonSchema(outputSchema) }
}))
const anyone = createMcpHandler((server) => {
  for (const { name, about } of known) server.registerTool(name, about, run)
})
const handler = isSecured
  ? withMcpAuth(anyone, (_request, token) => token && verifyToken(token).catch(() => undefined), {
      required: true,
      requiredScopes: ['access_as_user']
    })
  : anyone

const app = new Hono()
app.all('/mcp', (c) => handler(c.req.raw))
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env.PORT) })
