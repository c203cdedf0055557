import fp from 'fastify-plugin'
import type { Telemetry } from '../app/telemetry/telemetry.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Null where nobody listens. */
    telemetry: Telemetry | null
  }
  interface FastifyContextConfig {
    /** The tool that the route runs. */
    tool?: string
  }
}

/** Traces and measures requests, where telemetry is on. */
export default fp<{ telemetry: Telemetry | undefined }>(
  async (app, { telemetry }) => {
    app.decorate('telemetry', telemetry ?? null)
    if (telemetry) await app.register(telemetry.requests)
  },
  { name: 'telemetry', dependencies: ['request-log'] }
)
