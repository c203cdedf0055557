import fp from 'fastify-plugin'
import { Problem } from '../app/problems/problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route is there to be known to the gateway, and its method is not allowed. */
    isRefused?: boolean
  }
}

/** Answers a known path with a wrong method by 405 and `Allow`, OPTIONS by `Allow` alone, and an unknown path by 404. */
export default fp(
  async (app) => {
    const methods = new Map<string, Set<string>>()

    app.addHook('onRoute', ({ url, method, config }) => {
      if (config?.isRefused) return
      const known = methods.get(spelled(url)) ?? new Set(['OPTIONS'])
      for (const one of [method].flat()) known.add(one)
      methods.set(spelled(url), known)
    })

    app.setNotFoundHandler((request, reply) => {
      const path = spelled(request.url.split('?', 1)[0] as string)
      const known = methods.get(path) ?? methods.get(`${path.slice(0, path.lastIndexOf('/') + 1)}*`)
      if (!known) throw new Problem('not_found')
      const allow = [...known].sort().join(', ')
      if (request.method !== 'OPTIONS') {
        // A route may have found nothing itself, such as a file of the page.
        throw known.has(request.method)
          ? new Problem('not_found')
          : new Problem('method_not_allowed', { allow })
      }
      return reply.code(204).header('allow', allow).send()
    })
  },
  { name: 'methods', dependencies: ['error-handler'] }
)

/** The router takes a path in any case and with a slash at its end, so one spelling stands for all. */
function spelled(path: string): string {
  return (path.endsWith('/') && path !== '/' ? path.slice(0, -1) : path).toLowerCase()
}
