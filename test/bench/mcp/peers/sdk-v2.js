import { createMcpFastifyApp } from '@modelcontextprotocol/fastify'
import { toNodeHandler } from '@modelcontextprotocol/node'
import {
  bearerAuthChallengeResponse,
  createMcpHandler,
  fromJsonSchema,
  McpServer,
  OAuthError,
  OAuthErrorCode,
  verifyBearerToken
} from '@modelcontextprotocol/server'
import { run, tools } from './tools.js'
import { isSecured, verifyToken } from './verify-token.js'

const known = tools.map(({ name, inputSchema, outputSchema, scopes, ...about }) => ({
  name,
  about: { ...about, inputSchema: fromJsonSchema(inputSchema), outputSchema: fromJsonSchema(outputSchema) }
}))
const handler = toNodeHandler(
  createMcpHandler(() => {
    const server = new McpServer({ name: 'sdk-v2', version: '1.0.0' })
    for (const { name, about } of known) server.registerTool(name, about, run)
    return server
  })
)

const app = createMcpFastifyApp()
if (isSecured) {
  const options = { verifier: { verifyAccessToken }, requiredScopes: ['access_as_user'] }
  app.addHook('onRequest', async (request, reply) => {
    try {
      request.raw.auth = await verifyBearerToken(request.headers.authorization, options)
    } catch (error) {
      return reply.send(bearerAuthChallengeResponse(error, options))
    }
  })
}
app.all('/mcp', (request, reply) => {
  reply.hijack()
  return handler(request.raw, reply.raw, request.body)
})
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })

async function verifyAccessToken(token) {
  try {
    return await verifyToken(token)
  } catch (cause) {
    throw new OAuthError(OAuthErrorCode.InvalidToken, 'The token is not good.', { cause })
  }
}
