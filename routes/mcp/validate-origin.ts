import type { onRequestHookHandler } from 'fastify'
import type { Config } from '../../app/config.ts'
import { Problem } from '../../app/problems/problem.ts'

const loopback = ['localhost', '127.0.0.1', '[::1]']

/**
 * An onRequest hook against DNS rebinding, by which a web page reaches servers that only its browser can see. A
 * caller must use our own name, and a browser must come from an allowed origin.
 */
export function validateOrigin(config: Config): onRequestHookHandler {
  const origins = new Set([...config.corsOrigins, new URL(config.publicUrl).origin])
  const hostnames = new Set([...config.hostnames, ...loopback])

  return ({ headers }, _reply, done) => {
    const { origin, host = '' } = headers
    const isStranger = origin !== undefined && !origins.has(origin)
    done(isStranger || !hostnames.has(hostnameOf(host)) ? new Problem('origin_refused') : undefined)
  }
}

function hostnameOf(host: string): string {
  return host.replace(/:\d*$/, '').toLowerCase()
}
