import cors from '@fastify/cors'
import fp from 'fastify-plugin'
import type { Config } from '../app/config.ts'

/** Lets the browsers of CORS_ORIGINS call, and read what a client must see to sign in again or to wait. */
export default fp<{ config: Config }>(
  async (app, { config }) => {
    // Behind the gateway browsers meet the gateway's CORS, which must be the only one.
    if (config.corsOrigins.length === 0 || config.tokenExchange === 'gateway') return
    await app.register(cors, {
      origin: config.corsOrigins,
      methods: ['GET', 'HEAD', 'POST', 'DELETE'],
      // No allowedHeaders: all that the page asks for. Tools name headers of their own by x-mcp-header; the origin decides.
      exposedHeaders: ['www-authenticate', 'retry-after', 'etag', 'mcp-session-id'],
      strictPreflight: false,
      maxAge: 3600
    })
  },
  { name: 'cors' }
)
