import { Agent } from 'undici'

/** The one dispatcher of all outbound traffic: few connections, kept warm, each step bounded in time. */
export function createDispatcher(): Agent {
  return new Agent({
    connections: 32,
    connect: { timeout: 5_000 },
    headersTimeout: 10_000,
    bodyTimeout: 10_000,
    keepAliveTimeout: 30_000
  })
}
