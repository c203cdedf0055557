import { createVerifier } from 'fast-jwt'
import { FastMCP } from 'fastmcp'
import buildGetJwks from 'get-jwks'
import { run, zodTools } from './tools.js'

const { JWKS_URI, ISSUER, AUDIENCE, PORT } = process.env
const logger = { debug() {}, error: console.error, info() {}, log() {}, warn() {} }

const server = new FastMCP({
  name: 'fastmcp',
  version: '1.0.0',
  logger,
  ...(JWKS_URI && { authenticate: createAuthenticate(new URL(JWKS_URI)) })
})
for (const { name, title, description, annotations, inputSchema, outputSchema } of zodTools) {
  server.addTool({
    name,
    description,
    annotations: { title, ...annotations },
    parameters: inputSchema,
    outputSchema,
    execute: async (input) => run(input)
  })
}
await server.start({
  transportType: 'httpStream',
  httpStream: {
    host: '127.0.0.1',
    port: Number(PORT),
    endpoint: '/mcp',
    stateless: true,
    enableJsonResponse: true
  }
})

/** Its documents make these two anew for each request, which would fetch the keys for each request. */
function createAuthenticate({ origin, pathname }) {
  const jwks = buildGetJwks({ jwksPath: pathname })
  const verify = createVerifier({
    key: ({ header: { kid, alg } }) => jwks.getPublicKey({ kid, alg, domain: origin }),
    algorithms: ['RS256'],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE
  })

  return async ({ headers: { authorization = '' } }) => {
    try {
      const { oid, scp } = await verify(authorization.replace(/^Bearer /, ''))
      return { userId: oid, scope: scp }
    } catch {
      throw new Response(null, { status: 401, statusText: 'Invalid OAuth token' })
    }
  }
}
