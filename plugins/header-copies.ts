import fp from 'fastify-plugin'
import { withoutCopies } from '../app/header-copies.ts'

/**
 * The headers of one value that are read. Credentials are one line, or none; headers that repeat a value of the message,
 * which may hold commas itself, are compared with it.
 */
const single = ['content-type', 'mcp-method', 'mcp-protocol-version', 'mcp-session-id', 'origin'] as const

/** Proxies and clients send headers twice. Equal copies count once; different ones are a value that nothing accepts. */
export default fp(
  async (app) => {
    app.addHook('onRequest', ({ headers }, _reply, done) => {
      for (const name of single) {
        const value = headers[name]
        if (typeof value === 'string') headers[name] = withoutCopies(value)
      }
      done()
    })
  },
  { name: 'header-copies' }
)
