import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { run, zodTools } from './tools.js'
import { isSecured, verifyToken } from './verify-token.js'

const app = createMcpExpressApp()
if (isSecured) {
  app.use('/mcp', requireBearerAuth({ verifier: { verifyAccessToken }, requiredScopes: ['access_as_user'] }))
}
app.post('/mcp', async (request, response) => {
  const server = new McpServer({ name: 'sdk-v1', version: '1.0.0' })
  for (const { name, scopes, ...about } of zodTools) server.registerTool(name, about, run)
  // JSON costs less than the events that it sends unless told otherwise.
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    enableJsonResponse: true
  })
  response.on('close', () => {
    transport.close()
    server.close()
  })
  await server.connect(transport)
  await transport.handleRequest(request, response, request.body)
})
app.listen(Number(process.env.PORT), '127.0.0.1')

async function verifyAccessToken(token) {
  try {
    return await verifyToken(token)
  } catch {
    throw new InvalidTokenError('The token is not good.')
  }
}
