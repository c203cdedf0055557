import cors from '@fastify/cors'
import fp from 'fastify-plugin'
import type { Config } from '../app/config.ts'

/** Lets the browsers of CORS_ORIGINS call, and read what a client must see to sign in again or to wait. */
export default fp<{ config: Config }>(
  async (app, { config }) => {
    if (config.corsOrigins.length === 0) return
    await app.register(cors, {
      origin: config.corsOrigins,
      methods: ['GET', 'HEAD', 'POST'],
      allowedHeaders: [
        'authorization',
        'content-type',
        'if-none-match',
        'traceparent',
        'mcp-protocol-version',
        'mcp-method',
        'mcp-name'
      ],
      exposedHeaders: ['www-authenticate', 'retry-after', 'etag'],
      strictPreflight: false,
      maxAge: 3600
    })
  },
  { name: 'cors' }
)
